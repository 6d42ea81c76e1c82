import {
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  metrics,
} from '@opentelemetry/api'

/** From one millisecond to ten seconds. */
const requestSecondsBuckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]
/** From a tenth of a second to an hour. */
const jobSecondsBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600]

/** All histograms. Labels have few, bounded values and never identify a tenant. */
export const histograms = {
  /** Requests, by method, declared route and status. */
  request: [
    'http_server_request_duration_seconds',
    'Requests that were answered',
    requestSecondsBuckets,
  ],
  /** Job attempts, by stage and outcome. */
  job: ['aam_job_duration_seconds', 'Attempts of jobs', jobSecondsBuckets],
  /** Time from when an attempt was due to its start, by stage. */
  jobWait: ['aam_job_wait_seconds', 'How long jobs waited for a worker', jobSecondsBuckets],
  /** Calls to speech providers, language models and the mail server, by kind and outcome. */
  providerCall: ['aam_provider_call_duration_seconds', 'Calls to providers', jobSecondsBuckets],
  /** Time from the arrival of a recording or transcript to its first result. */
  reviewable: [
    'aam_meeting_reviewable_seconds',
    'From arrival to the first result',
    jobSecondsBuckets,
  ],
  /** Tenant transactions including the wait for a connection, by outcome. */
  transaction: [
    'aam_transaction_duration_seconds',
    'Transactions of organisations',
    requestSecondsBuckets,
  ],
  /** Statements in tenant transactions and single reads, by operation and outcome. */
  statement: [
    'aam_statement_duration_seconds',
    'Statements sent to the database',
    requestSecondsBuckets,
  ],
  /** Requests to the object storage, by operation and outcome. */
  storageCall: [
    'aam_storage_call_duration_seconds',
    'Requests to the storage',
    requestSecondsBuckets,
  ],
} as const

/** All counters; `_total` is appended to the exported names. */
export const counters = {
  /** Language model tokens, by kind (`input`, `cached_input`, `output`). */
  modelTokens: ['aam_model_tokens', 'Tokens that language models counted'],
  /** Cost of calls to language models with a known price. */
  modelCost: ['aam_model_cost_usd', 'US dollars that calls to language models cost'],
  /** Spans that did not reach the collector. */
  lostSpans: ['aam_spans_lost', 'Spans that did not reach the collector'],
} as const

/** All gauges; they are read on each scrape. */
export const gauges = {
  gateSlots: ['aam_gate_slots', 'Slots of a shared pool'],
  gateRunning: ['aam_gate_running', 'Tasks that hold a slot of a shared pool'],
  gateWaiting: ['aam_gate_waiting', 'Tasks that wait for a slot of a shared pool'],
  requestsUnderWay: ['http_server_active_requests', 'Requests that are being answered'],
  liveStreams: ['aam_live_streams', 'Streams of live events that are open'],
  eventLoopDelayP99: [
    'aam_event_loop_delay_p99_seconds',
    'What 99 of 100 delays of the event loop stayed below, since last asked',
  ],
  eventLoopDelayMax: [
    'aam_event_loop_delay_max_seconds',
    'The longest delay of the event loop, since last asked',
  ],
  underWay: [
    'aam_under_way',
    'Meetings of all organisations under way, and effects to relay, by state and stage',
  ],
  oldest: ['aam_oldest_under_way_seconds', 'How long the oldest of them has been in its state'],
  readyQueues: ['aam_ready_queues', 'Organisations with jobs that wait for a worker, by stage'],
  workers: ['aam_workers', 'Workers that say they are there'],
  workerSlots: ['aam_worker_slots', 'Jobs that this worker does at once'],
  workerJobs: ['aam_worker_jobs', 'Jobs that this worker has in hand'],
  part: ['aam_part_state', 'What this process knows of its parts: 1 up, 0.5 degraded, 0 down'],
  memory: ['aam_process_memory_bytes', 'Resident memory of the process'],
} as const

/** All observed counters, read on each scrape; `_total` is appended to the exported names. */
export const observedCounters = {
  gateRefused: ['aam_gate_refused', 'Tasks that found no place to wait, or waited too long'],
  cpu: ['aam_process_cpu_seconds', 'Processor time of the process'],
} as const

type HistogramName = keyof typeof histograms
type CounterName = keyof typeof counters
export type GaugeName = keyof typeof gauges
export type ObservedCounterName = keyof typeof observedCounters
export type Observation = { value: number; labels?: Attributes }

interface Instruments {
  histograms: Record<HistogramName, Histogram>
  counters: Record<CounterName, Counter>
}

function createInstruments(meter: Meter): Instruments {
  const histogramOf = ([name, description, boundaries]: (typeof histograms)[HistogramName]) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: [...boundaries] },
    })
  const counterOf = ([name, description]: (typeof counters)[CounterName]) =>
    meter.createCounter(name, { description })
  return {
    histograms: mapValues(histograms, histogramOf),
    counters: mapValues(counters, counterOf),
  }
}

const mapValues = <K extends string, V, R>(of: Record<K, V>, map: (value: V) => R): Record<K, R> =>
  Object.fromEntries(Object.entries<V>(of).map(([key, value]) => [key, map(value)])) as Record<K, R>

// A no-op meter until a process serves its metrics.
let instruments = createInstruments(metrics.getMeter('aam'))

/** Records all later measurements with this meter. */
export function setMeter(meter: Meter): void {
  instruments = createInstruments(meter)
}

export const countRequest = (
  seconds: number,
  labels: { method: string; route: string; status: number },
): void => instruments.histograms.request.record(seconds, labels)

export const countJob = (seconds: number, labels: { stage: string; outcome: string }): void =>
  instruments.histograms.job.record(seconds, labels)

export const countJobWait = (seconds: number, labels: { stage: string }): void =>
  instruments.histograms.jobWait.record(seconds, labels)

export const countProviderCall = (
  seconds: number,
  labels: { kind: 'speech' | 'model' | 'mail'; outcome: string },
): void => instruments.histograms.providerCall.record(seconds, labels)

export const countReviewable = (seconds: number): void =>
  instruments.histograms.reviewable.record(seconds)

export const countTransaction = (
  seconds: number,
  labels: { outcome: 'ok' | 'refused' | 'error' },
): void => instruments.histograms.transaction.record(seconds, labels)

export const countStatement = (
  seconds: number,
  labels: { operation: string; outcome: 'ok' | 'error' },
): void => instruments.histograms.statement.record(seconds, labels)

export const countStorageCall = (
  seconds: number,
  labels: { operation: string; outcome: string },
): void => instruments.histograms.storageCall.record(seconds, labels)

/** Records the tokens of a language model call, and its cost in millionths of a US dollar if the price is known. */
export function countModelUse(
  use: { inputTokens: number; cachedInputTokens: number; outputTokens: number },
  costMicroUsd: number | null,
): void {
  const { modelTokens, modelCost } = instruments.counters
  modelTokens.add(use.inputTokens - use.cachedInputTokens, { kind: 'input' })
  modelTokens.add(use.cachedInputTokens, { kind: 'cached_input' })
  modelTokens.add(use.outputTokens, { kind: 'output' })
  if (costMicroUsd !== null) modelCost.add(costMicroUsd / 1e6)
}

export const countLostSpans = (count: number): void => instruments.counters.lostSpans.add(count)
