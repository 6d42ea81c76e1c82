import { Job } from 'bullmq'
import type { Log } from '../../platform/log.ts'
import type { JobData, Queues } from './queues.ts'
import type { ReadySet, Turn } from './ready-set.ts'
import { type Outcome, settle, type Work } from './work.ts'

export interface Hands {
  /** The next job of the tenant whose turn it is, locked for us; undefined when there is none to start. */
  take(turn: Turn): Promise<Work | undefined>
  /** Records the end of an attempt, unless the job was given back meanwhile. Never throws. */
  end(work: Work, outcome: Outcome): Promise<void>
  /** Gives a job back to its queue, for another worker to start anew. Never throws. */
  giveBack(work: Work): Promise<void>
}

type ActiveReply = [
  json: Parameters<typeof Job.fromJSON>[1] | null | undefined,
  jobId: string | undefined,
  limitedMs: number | undefined,
  dueAtMs: number | undefined,
]

/** Takes jobs out of tenants' queues and records how they ended. */
export function createHands(ready: ReadySet, queues: Queues, log: Pick<Log, 'warn'>): Hands {
  const poolId = Bun.randomUUIDv7()
  let taken = 0

  const record = async (work: Work, outcome: Outcome): Promise<void> => {
    try {
      const dueInMs = await settle(work, outcome)
      if (dueInMs === 0) await ready.rearm(work.queue)
      else if (dueInMs !== null) await ready.wake(work.queue, dueInMs)
    } catch (err) {
      const { tenantId, stage } = work.queue
      const line = { err, tenantId, stage, jobId: work.jobId }
      log.warn(line, 'The end of a job was not recorded; it may start anew')
    }
  }

  return {
    take: async (turn) => {
      const queue = queues.of(turn.tenantId, turn.stage)
      const token = `${poolId}.${(taken += 1)}`
      const [json, jobId, , dueAtMs] = (await queue.backend.moveToActive(token)) as ActiveReply
      if (!json || !jobId) {
        await ready.leave(turn)
        if (dueAtMs) await ready.wake(turn, dueAtMs - Date.now())
        return undefined
      }
      const job = Job.fromJSON<JobData, unknown>(queue.queue, json, jobId)
      return { job, jobId, token, queue, abort: new AbortController(), handedBack: false }
    },
    end: async (work, outcome) => {
      if (!work.handedBack) await record(work, outcome)
    },
    giveBack: async (work) => {
      work.handedBack = true
      await record(work, { kind: 'handed back' })
    },
  }
}
