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
  /**
   * What happens after the last attempt failed: `drop` where somebody has been told or asks again anyway, `repeat` where
   * the job must be done in the end.
   */
  afterFailure: 'drop' | 'repeat'
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
    afterFailure: 'drop',
  }),
  'meeting.transcribe': job({
    stage: 'transcribe',
    payload: Type.Object({ meetingId: Uuid }),
    attempts: 6,
    firstRetryMs: 5_000,
    subject: ({ meetingId }) => meetingId,
    afterFailure: 'drop',
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
    afterFailure: 'drop',
  }),
  'scenario.try': job({
    stage: 'try',
    payload: Type.Object({ trialId: Uuid }),
    attempts: 3,
    firstRetryMs: 2_000,
    subject: ({ trialId }) => trialId,
    afterFailure: 'repeat',
  }),
  'mail.send': job({
    stage: 'mail',
    payload: Type.Object({ mailId: Uuid }),
    attempts: 8,
    firstRetryMs: 5_000,
    subject: ({ mailId }) => mailId,
    afterFailure: 'repeat',
  }),
  'password.ask': job({
    stage: 'mail',
    payload: Type.Object({ requestId: Uuid, sealed: Type.String({ maxLength: 4_000 }) }),
    attempts: 8,
    firstRetryMs: 2_000,
    subject: ({ requestId }) => requestId,
    afterFailure: 'drop',
  }),
  'join.ask': job({
    stage: 'mail',
    payload: Type.Object({ requestId: Uuid, sealed: Type.String({ maxLength: 4_000 }) }),
    attempts: 8,
    firstRetryMs: 2_000,
    subject: ({ requestId }) => requestId,
    afterFailure: 'drop',
  }),
  'limit.warn': job({
    stage: 'mail',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 8,
    firstRetryMs: 5_000,
    subject: ({ organisationId }) => organisationId,
    afterFailure: 'drop',
  }),
  'billing.sync': job({
    stage: 'billing',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 10,
    firstRetryMs: 2_000,
    subject: ({ organisationId }) => organisationId,
    afterFailure: 'drop',
  }),
  'billing.report': job({
    stage: 'billing',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 10,
    firstRetryMs: 5_000,
    subject: ({ organisationId }) => `${organisationId}.meter`,
    afterFailure: 'drop',
  }),
  'upload.sweep': job({
    stage: 'sweep',
    payload: Type.Object({ meetingId: Uuid }),
    attempts: 5,
    firstRetryMs: 5_000,
    subject: ({ meetingId }) => meetingId,
    afterFailure: 'repeat',
  }),
  'retention.carry-out': job({
    stage: 'retain',
    payload: Type.Object({ organisationId: Uuid }),
    attempts: 10,
    firstRetryMs: 5_000,
    subject: ({ organisationId }) => organisationId,
    afterFailure: 'repeat',
  }),
  'meeting.purge': job({
    stage: 'purge',
    payload: Type.Object({ meetingId: Uuid }),
    attempts: 10,
    firstRetryMs: 5_000,
    subject: ({ meetingId }) => meetingId,
    afterFailure: 'repeat',
  }),
}

export type JobName = keyof typeof jobCatalog
export type JobPayload<Name extends JobName> = Static<(typeof jobCatalog)[Name]['payload']>

/** The subject of a job: of one name and subject, at most one job runs at a time. */
export const subjectOf = <Name extends JobName>(name: Name, payload: JobPayload<Name>): string =>
  jobCatalog[name].subject(payload as never)

export const jobNames = Object.keys(jobCatalog) as JobName[]
export const stages: readonly string[] = [
  ...new Set(jobNames.map((name) => jobCatalog[name].stage)),
]

export const isJobName = (name: string): name is JobName => Object.hasOwn(jobCatalog, name)
