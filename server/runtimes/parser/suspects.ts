import { dropOldest } from '../../platform/drop-oldest.ts'

const mostSuspects = 1_000

/** Whether others were at work at any time beside this. */
export interface Company {
  readonly wasThere: boolean
}

/**
 * Threads have no memory account of their own. A tenant that was at work while the process grew too much is a suspect:
 * what it brings next is done while nothing else is, so that only who is alone is ever found guilty.
 */
export function createSuspects() {
  const suspects = new Set<string>()
  const running = new Set<{ wasThere: boolean }>()
  const turn: Record<'alone' | 'whenEmpty', PromiseWithResolvers<void> | null> = {
    alone: null,
    whenEmpty: null,
  }
  return {
    add(tenantId: string): void {
      dropOldest(suspects, mostSuspects)
      suspects.add(tenantId)
    },
    clear: (tenantId: string): boolean => suspects.delete(tenantId),
    /** Does work beside that of others; a suspect's alone. */
    async run<T>(tenantId: string, work: (company: Company) => Promise<T>): Promise<T> {
      while (turn.alone) await turn.alone.promise
      const own = suspects.has(tenantId) ? Promise.withResolvers<void>() : null
      if (own) {
        turn.alone = own
        turn.whenEmpty = running.size > 0 ? Promise.withResolvers<void>() : null
        await turn.whenEmpty?.promise
      }
      const company = { wasThere: running.size > 0 }
      for (const other of running) other.wasThere = true
      running.add(company)
      try {
        return await work(company)
      } finally {
        running.delete(company)
        if (running.size === 0) turn.whenEmpty?.resolve()
        if (own) {
          turn.alone = null
          own.resolve()
        }
      }
    },
  }
}
