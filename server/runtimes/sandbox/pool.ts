import { AppError } from '../../platform/errors.ts'
import { type Claimant, type FairGateOptions, openFairGate } from '../../platform/fair-gate.ts'
import { type Sandbox, type SandboxLimits, startSandbox } from './process.ts'

export interface SandboxPoolOptions extends SandboxLimits {
  /** The module that a process executes, as a path. */
  entry: string
  /** Processes at once of one tenant, and one more for others; further tasks wait, tenants in turn. */
  atMost: number
  /** Tasks that may wait; beyond that callers are told to come back. */
  waitingAtMost: number
  /** Tasks of one tenant that may wait; a quarter of all unless told otherwise. */
  waitingPerTenant?: number
  /** What a refusal calls the tasks. */
  what: FairGateOptions['what']
}

export interface SandboxPool {
  /**
   * Does something with a process of the pool. Rejects with AppError `unavailable` when too much waits or the pool
   * stops, with the claimant's reason when it aborts while waiting, and with what `work` rejects with.
   */
  use<T>(claimant: Claimant, work: (sandbox: Sandbox) => Promise<T>): Promise<T>
  /** Starts a process before there is a task for it. */
  warm(): void
  /** Ends all processes; what still runs or waits is refused. */
  stop(): void
}

/** A process that grew is replaced while nobody waits for it. */
const shareBeforeReplaced = 0.6
/** How long more than one process without work is kept: the next task may come soon. */
const keepMs = 10_000

/**
 * Processes that can be killed, used again while they are lean; one is kept for good, one that was killed or grew is
 * replaced.
 */
export function openSandboxPool(options: SandboxPoolOptions): SandboxPool {
  const { entry, atMost, waitingAtMost, waitingPerTenant, what, ...limits } = options
  const gate = openFairGate({
    name: 'judge',
    slots: atMost + 1,
    runningPerTenant: atMost,
    waitingAtMost,
    ...(waitingPerTenant === undefined ? {} : { waitingPerTenant }),
    what,
  })
  const idle: Sandbox[] = []
  const busy = new Set<Sandbox>()
  let isStopped = false
  const start = (): Sandbox => startSandbox(entry, limits)

  const take = (): Sandbox => {
    let sandbox = idle.pop()
    while (sandbox?.hasEnded) sandbox = idle.pop()
    sandbox ??= start()
    busy.add(sandbox)
    return sandbox
  }
  const keep = (sandbox: Sandbox): void => {
    idle.push(sandbox)
    setTimeout(() => endSpare(sandbox), keepMs).unref()
  }
  const endSpare = (sandbox: Sandbox): void => {
    const at = idle.indexOf(sandbox)
    if (at === -1 || idle.length === 1) return
    idle.splice(at, 1)
    sandbox.end()
  }
  const giveBack = (sandbox: Sandbox): void => {
    busy.delete(sandbox)
    const isLean = sandbox.peakBytes < limits.memoryBytes * shareBeforeReplaced
    if (!sandbox.hasEnded && isLean && !isStopped) keep(sandbox)
    else sandbox.end()
    if (!isStopped && idle.length === 0 && busy.size < atMost) idle.push(start())
  }

  return {
    use: (claimant, work) =>
      gate.run(claimant, async () => {
        if (isStopped) throw stopping()
        const sandbox = take()
        try {
          const result = await work(sandbox)
          // What is made of an ended process on the way out is no answer.
          if (isStopped && sandbox.hasEnded) throw stopping()
          return result
        } catch (error) {
          throw isStopped ? stopping() : error
        } finally {
          giveBack(sandbox)
        }
      }),
    warm() {
      if (idle.length === 0 && busy.size === 0 && !isStopped) idle.push(start())
    },
    stop() {
      isStopped = true
      gate.close()
      for (const sandbox of [...idle, ...busy]) sandbox.end()
    },
  }
}

const stopping = (): AppError =>
  new AppError(
    'unavailable',
    'The server is stopping. Try again in a few seconds.',
    [],
    { 'retry-after': '2' },
    'Сервер останавливается. Повторите через несколько секунд.',
  )
