import { type Attributes, type Histogram, type Meter, metrics } from '@opentelemetry/api'

/** Seconds, from a thousandth to ten. */
const ofRequests = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Seconds, from a tenth to an hour. */
const ofJobs = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600]

/** Everything that is counted as it happens: the one list of these names. Labels are few and bounded; none is a tenant's. */
const histograms = {
  /** Requests, by method, route as declared, and status. */
  request: ['http_server_request_duration_seconds', 'Requests that were answered', ofRequests],
  /** Attempts of jobs, by stage and how they ended. */
  job: ['aam_job_duration_seconds', 'Attempts of jobs', ofJobs],
  /** Calls to speech providers and language models, by kind and outcome. */
  providerCall: ['aam_provider_call_duration_seconds', 'Calls to providers', ofJobs],
  /** From the arrival of a recording or transcript to its first result. */
  reviewable: ['aam_meeting_reviewable_seconds', 'From arrival to the first result', ofJobs],
} as const

type HistogramName = keyof typeof histograms

/** Everything that is looked at when somebody asks: the one list of these names. */
export const gauges = {
  gateRunning: ['aam_gate_running', 'Tasks that hold a slot of a shared pool'],
  gateWaiting: ['aam_gate_waiting', 'Tasks that wait for a slot of a shared pool'],
  eventLoopDelay: ['aam_event_loop_delay_seconds', 'How late the event loop was, since last asked'],
  underWay: [
    'aam_under_way',
    'Meetings of all organisations under way, and effects to relay, by state',
  ],
  oldest: ['aam_oldest_under_way_seconds', 'How long the oldest of them has been in its state'],
  readyQueues: ['aam_ready_queues', 'Organisations with jobs that wait for a worker, by stage'],
  workers: ['aam_workers', 'Workers that say they are there'],
  memory: ['aam_process_memory_bytes', 'Resident memory of the process'],
} as const

export type GaugeName = keyof typeof gauges
export type Observation = { value: number; labels?: Attributes }

const openHistograms = (meter: Meter): Record<HistogramName, Histogram> => {
  const open = ([name, description, boundaries]: (typeof histograms)[HistogramName]) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: [...boundaries] },
    })
  return {
    request: open(histograms.request),
    job: open(histograms.job),
    providerCall: open(histograms.providerCall),
    reviewable: open(histograms.reviewable),
  }
}

// Counts nothing until a process serves its figures.
let counting = openHistograms(metrics.getMeter('aam'))

/** From now on what is counted goes to this meter. */
export function countWith(meter: Meter): void {
  counting = openHistograms(meter)
}

export const countRequest = (
  seconds: number,
  labels: { method: string; route: string; status: number },
): void => counting.request.record(seconds, labels)

export const countJob = (seconds: number, labels: { stage: string; outcome: string }): void =>
  counting.job.record(seconds, labels)

export const countProviderCall = (
  seconds: number,
  labels: { kind: 'speech' | 'model'; outcome: string },
): void => counting.providerCall.record(seconds, labels)

export const countReviewable = (seconds: number): void => counting.reviewable.record(seconds)
