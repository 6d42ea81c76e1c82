import { Value } from '@sinclair/typebox/value'
import { type JobName, jobCatalog, subjectOf } from './catalog.ts'
import type { JobData, JobToAdd } from './dispatch/queues.ts'

const weekSeconds = 7 * 24 * 3_600

/**
 * A job in BullMQ's form. `whileBusy` decides what happens when the queue already holds a job with the same name and
 * subject: `follow` queues this one behind an active job and replaces a waiting one; `drop` adds nothing.
 */
export function jobToAdd(
  jobId: string,
  name: JobName,
  data: JobData,
  whileBusy: 'follow' | 'drop',
): JobToAdd {
  const { attempts, firstRetryMs, payload } = jobCatalog[name]
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
          id: `${name}.${subjectOf(name, data.payload as never)}`,
          ...(whileBusy === 'follow' && follow),
        },
      }),
    },
  }
}
