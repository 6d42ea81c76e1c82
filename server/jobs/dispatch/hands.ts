import { Job } from 'bullmq'
import type { Log } from '../../platform/log.ts'
import type { JobData, Queues, TenantQueue } from './queues.ts'
import type { ReadySet, Turn } from './ready-set.ts'
import { type NextReply, type Outcome, settle, type Work } from './work.ts'

export interface Hands {
  /** The next job of the tenant whose turn it is, locked for us; undefined when there is none to start. */
  take(turn: Turn): Promise<Work | undefined>
  /**
   * Records the end of an attempt, unless the job was given back meanwhile. Returns the tenant's next job when
   * `takeNext` asks for it and there is one. Never throws.
   */
  end(work: Work, outcome: Outcome, takeNext: boolean): Promise<Work | undefined>
  /** Gives a job back to its queue, for another worker to start anew. Never throws. */
  giveBack(work: Work): Promise<void>
}

/** Takes jobs out of tenants' queues and records how they ended. */
export function createHands(ready: ReadySet, queues: Queues, log: Pick<Log, 'warn'>): Hands {
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
      if (dueInMs === 0) await ready.rearm(queue)
      else if (dueInMs !== null) await ready.wake(queue, dueInMs)
      return next && (await open(queue, token, next))
    } catch (err) {
      const { tenantId, stage } = queue
      log.warn(
        { err, tenantId, stage, jobId },
        'The end of a job was not recorded; it may start anew',
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
    giveBack: async (work) => {
      work.handedBack = true
      await record(work, { kind: 'handed back' }, false)
    },
  }
}
