import { Job } from 'bullmq'
import type { RedisConnections } from '../../adapters/redis/open-redis.ts'
import type { Log } from '../../platform/log.ts'
import { createFaultLog } from './fault-log.ts'
import { keepLocks } from './locks.ts'
import { queuesOver } from './queues.ts'
import { createReadySet, type Turn } from './ready-set.ts'
import { startRounds } from './rounds.ts'
import { createTurns } from './turns.ts'
import { pause, settledWithin } from './wait.ts'
import { type Outcome, settle, type Work } from './work.ts'

export interface PoolOptions {
  redis: RedisConnections
  stages: readonly string[]
  /** Jobs at once in this process. */
  concurrency: number
  /** Does one attempt. Must not throw. */
  perform: (work: Work) => Promise<Outcome>
  log: Pick<Log, 'info' | 'warn'>
}

export interface Pool {
  inFlight(): number
  /**
   * Takes no more jobs, waits up to `graceMs` for those in flight, then aborts them and hands back what does not end.
   * Returns within `graceMs` + 5 s whatever Redis does.
   */
  stop(graceMs?: number): Promise<{ handedBack: number }>
}

const abortGraceMs = 2_000
const handBackMs = 2_000
const defaultGraceMs = 25_000

/**
 * Does the jobs of all tenants, one tenant after the other, over two connections to Redis however many tenants there
 * are. At least once: a job whose worker dies is started anew by another one.
 */
export function startPool({ redis, stages, concurrency, perform, log }: PoolOptions): Pool {
  const ready = createReadySet(redis.commands)
  const queues = queuesOver(redis.commands, log)
  const faults = (what: string) => createFaultLog(log, what)
  const turns = createTurns(ready, redis.open('turns'), stages, faults('Taking turns'))
  const stopRounds = startRounds(ready, queues, stages, log, faults('Looking after tenants'))
  const fetchFaults = faults('Taking a job')
  const inFlight = new Map<string, Work>()
  const locks = keepLocks(inFlight, faults('Renewing locks'))
  const poolId = Bun.randomUUIDv7()
  const stopping = new AbortController()
  let taken = 0

  const take = async (turn: Turn): Promise<Work | undefined> => {
    const queue = queues.of(turn.tenantId, turn.stage)
    const token = `${poolId}.${(taken += 1)}`
    const [json, jobId, , dueAtMs] = (await queue.backend.moveToActive(token)) as ActiveReply
    if (!json || !jobId) {
      await ready.leave(turn)
      if (dueAtMs) await ready.wake(turn, dueAtMs - Date.now())
      return undefined
    }
    const job = Job.fromJSON<Work['job']['data'], unknown>(queue.queue, json, jobId)
    return { job, jobId, token, queue, abort: new AbortController(), handedBack: false }
  }

  const end = async (work: Work, outcome: Outcome): Promise<void> => {
    if (work.handedBack) return
    try {
      const dueInMs = await settle(work, outcome)
      if (dueInMs === 0) await ready.rearm(work.queue)
      else if (dueInMs !== null) await ready.wake(work.queue, dueInMs)
    } catch (err) {
      const { tenantId, stage } = work.queue
      log.warn({ err, tenantId, stage, jobId: work.jobId }, 'A job ended after its lock was lost')
    }
  }

  const serve = async (turn: Turn): Promise<void> => {
    const work = await take(turn)
    fetchFaults.worked()
    if (!work) return
    inFlight.set(work.token, work)
    try {
      await end(work, await perform(work))
    } finally {
      inFlight.delete(work.token)
    }
  }

  const lane = async (): Promise<void> => {
    for (;;) {
      const turn = await turns.next()
      if (!turn) return
      try {
        if (!stopping.signal.aborted) await serve(turn)
      } catch (error) {
        fetchFaults.failed(error)
        await pause(500, stopping.signal)
      }
    }
  }
  const lanes = Promise.all(Array.from({ length: concurrency }, lane))

  return {
    inFlight: () => inFlight.size,
    stop: async (graceMs = defaultGraceMs) => {
      stopping.abort()
      turns.stop()
      stopRounds()
      if (!(await settledWithin(graceMs, lanes))) {
        for (const work of inFlight.values()) work.abort.abort('stopping')
        await settledWithin(abortGraceMs, lanes)
      }
      const left = [...inFlight.values()]
      for (const work of left) work.handedBack = true
      await settledWithin(handBackMs, Promise.all(left.map((work) => handBack(work))))
      locks.stop()
      return { handedBack: left.length }
    },
  }

  async function handBack(work: Work): Promise<void> {
    await settle(work, { kind: 'handed back' })
    await ready.rearm(work.queue)
  }
}

type ActiveReply = [
  json: Parameters<typeof Job.fromJSON>[1] | null | undefined,
  jobId: string | undefined,
  limitedMs: number | undefined,
  dueAtMs: number | undefined,
]
