import { type Static, type TObject, Type } from '@sinclair/typebox'

const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
})

export interface JobSpec<Payload extends TObject = TObject> {
  /** The tenant's queue for it; `aam worker --stages` takes these names. */
  stage: string
  /** New fields are optional, since during a rolling deploy older workers do not know them. */
  payload: Payload
  /** Attempts before a failure is final. */
  attempts: number
  /** Delay after the first failure; it doubles with each further one, and half of it is random. */
  firstRetryMs: number
  /** What the job works on: of one name and subject, at most one job runs and one waits behind it. */
  subject: (payload: Static<Payload>) => string
}

const job = <Payload extends TObject>(spec: JobSpec<Payload>): JobSpec<Payload> => spec

/** All jobs by name, so that code that enqueues a job need not import the code that runs it. */
export const jobCatalog = {
  'meeting.ingest': job({
    stage: 'ingest',
    payload: Type.Object({ meetingId: Uuid }),
    attempts: 5,
    firstRetryMs: 2_000,
    subject: ({ meetingId }) => meetingId,
  }),
  'meeting.transcribe': job({
    stage: 'transcribe',
    payload: Type.Object({ meetingId: Uuid }),
    attempts: 6,
    firstRetryMs: 5_000,
    subject: ({ meetingId }) => meetingId,
  }),
  'meeting.analyse': job({
    stage: 'analyse',
    payload: Type.Object({
      meetingId: Uuid,
      /** A run that a person started; absent for the meeting's first run. */
      runId: Type.Optional(Uuid),
    }),
    attempts: 5,
    firstRetryMs: 2_000,
    subject: ({ meetingId, runId }) => (runId ? `${meetingId}.${runId}` : meetingId),
  }),
  'scenario.try': job({
    stage: 'try',
    payload: Type.Object({ trialId: Uuid }),
    attempts: 3,
    firstRetryMs: 2_000,
    subject: ({ trialId }) => trialId,
  }),
  'mail.send': job({
    stage: 'mail',
    payload: Type.Object({ mailId: Uuid }),
    attempts: 8,
    firstRetryMs: 5_000,
    subject: ({ mailId }) => mailId,
  }),
  'password.ask': job({
    stage: 'mail',
    payload: Type.Object({ requestId: Uuid, sealed: Type.String({ maxLength: 4_000 }) }),
    attempts: 8,
    firstRetryMs: 2_000,
    subject: ({ requestId }) => requestId,
  }),
  'join.ask': job({
    stage: 'mail',
    payload: Type.Object({ requestId: Uuid, sealed: Type.String({ maxLength: 4_000 }) }),
    attempts: 8,
    firstRetryMs: 2_000,
    subject: ({ requestId }) => requestId,
  }),
  'limit.warn': job({
    stage: 'mail',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 8,
    firstRetryMs: 5_000,
    subject: ({ organisationId }) => organisationId,
  }),
  'billing.sync': job({
    stage: 'billing',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 10,
    firstRetryMs: 2_000,
    subject: ({ organisationId }) => organisationId,
  }),
  'billing.report': job({
    stage: 'billing',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 10,
    firstRetryMs: 5_000,
    subject: ({ organisationId }) => `${organisationId}.meter`,
  }),
  'upload.sweep': job({
    stage: 'sweep',
    payload: Type.Object({ meetingId: Uuid }),
    attempts: 5,
    firstRetryMs: 5_000,
    subject: ({ meetingId }) => meetingId,
  }),
  'retention.carry-out': job({
    stage: 'retain',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 10,
    firstRetryMs: 5_000,
    subject: ({ organisationId }) => organisationId,
  }),
  'meeting.purge': job({
    stage: 'purge',
    payload: Type.Object({ meetingId: Uuid }),
    attempts: 10,
    firstRetryMs: 5_000,
    subject: ({ meetingId }) => meetingId,
  }),
}

export type JobName = keyof typeof jobCatalog
export type JobPayload<Name extends JobName> = Static<(typeof jobCatalog)[Name]['payload']>

/** The job that takes up what waits in a stage: a meeting, a trial, a mail, an organisation. */
export const jobOfStage: Readonly<Record<string, JobName>> = {
  ingest: 'meeting.ingest',
  transcribe: 'meeting.transcribe',
  analyse: 'meeting.analyse',
  purge: 'meeting.purge',
  sweep: 'upload.sweep',
  try: 'scenario.try',
  mail: 'mail.send',
  retain: 'retention.carry-out',
}

export const jobNames = Object.keys(jobCatalog) as JobName[]
export const stages: readonly string[] = [
  ...new Set(jobNames.map((name) => jobCatalog[name].stage)),
]

export const isJobName = (name: string): name is JobName => Object.hasOwn(jobCatalog, name)
