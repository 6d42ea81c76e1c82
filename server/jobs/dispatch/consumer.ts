import { Job } from 'bullmq'
import type { Log } from '../../platform/log.ts'
import type { JobData, Queues, TenantQueue } from './queues.ts'
import type { ReadySet, Turn } from './ready-set.ts'
import { type NextReply, type Outcome, settle, type Work } from './work.ts'

export interface Consumer {
  /** Locks and returns the tenant's next job; undefined when none is ready. */
  take(turn: Turn): Promise<Work | undefined>
  /**
   * Records how an attempt ended, unless the job was released meanwhile. With `takeNext`, also returns the tenant's
   * next job, if there is one. Never throws.
   */
  end(work: Work, outcome: Outcome, takeNext: boolean): Promise<Work | undefined>
  /** Returns a job to its queue so that another worker can start it again. Never throws. */
  release(work: Work): Promise<void>
}

/** Takes jobs from the tenants' queues and records their outcomes. */
export function createConsumer(ready: ReadySet, queues: Queues, log: Pick<Log, 'warn'>): Consumer {
  const poolId = Bun.randomUUIDv7()
  let taken = 0

  const open = async (
    queue: TenantQueue,
    token: string,
    [json, jobId, , dueAtMs]: NextReply,
  ): Promise<Work | undefined> => {
    if (!json || !jobId) {
      if (dueAtMs) await ready.wake(queue, dueAtMs - Date.now())
      return undefined
    }
    const job = Job.fromJSON<JobData, unknown>(queue.queue, json, jobId)
    return { job, jobId, token, queue, abort: new AbortController(), handedBack: false }
  }

  const record = async (
    work: Work,
    outcome: Outcome,
    takeNext: boolean,
  ): Promise<Work | undefined> => {
    const { queue, token, jobId } = work
    try {
      const { dueInMs, next } = await settle(work, outcome, takeNext)
      if (dueInMs === 0) await ready.markReadyAgain(queue)
      else if (dueInMs !== null) await ready.wake(queue, dueInMs)
      return next && (await open(queue, token, next))
    } catch (err) {
      const { tenantId, stage } = queue
      log.warn(
        { err, tenantId, stage, jobId },
        'The outcome of a job was not recorded; the job may run again',
      )
      return undefined
    }
  }

  return {
    take: async (turn) => {
      const queue = queues.of(turn.tenantId, turn.stage)
      const token = `${poolId}.${(taken += 1)}`
      const reply = (await queue.backend.moveToActive(token)) as NextReply
      if (!reply[0]) await ready.leave(turn)
      return open(queue, token, reply)
    },
    end: async (work, outcome, takeNext) =>
      work.handedBack ? undefined : record(work, outcome, takeNext),
    release: async (work) => {
      work.handedBack = true
      await record(work, { kind: 'handed back' }, false)
    },
  }
}
