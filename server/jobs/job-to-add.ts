import { Value } from '@sinclair/typebox/value'
import { type JobName, jobCatalog } from './catalog.ts'
import type { JobData, JobToAdd } from './dispatch/queues.ts'

const weekSeconds = 7 * 24 * 3_600

/**
 * A job as BullMQ takes it. `whileBusy` says what happens when a job of the same name and subject is there already:
 * `follow` lets one follow the one at work, and replaces one that waits for its next attempt; `drop` adds nothing.
 */
export function jobToAdd(
  jobId: string,
  name: JobName,
  data: JobData,
  whileBusy: 'follow' | 'drop',
): JobToAdd {
  const { attempts, firstRetryMs, payload, subject } = jobCatalog[name]
  const isSound = Value.Check(payload, data.payload)
  const follow = { replace: true, keepLastIfActive: true }
  return {
    name,
    data,
    opts: {
      jobId,
      attempts,
      backoff: { type: 'exponential', delay: firstRetryMs, jitter: 0.5 },
      stackTraceLimit: 0,
      removeOnComplete: true,
      removeOnFail: { count: 50, age: weekSeconds },
      ...(isSound && {
        deduplication: {
          id: `${name}.${subject(data.payload as never)}`,
          ...(whileBusy === 'follow' && follow),
        },
      }),
    },
  }
}
