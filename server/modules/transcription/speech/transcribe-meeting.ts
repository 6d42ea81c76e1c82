import { SpanKind } from '@opentelemetry/api'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { defineJob, type JobCtx } from '../../../jobs/define-job.ts'
import { LimitExceeded } from '../../../../tenants/limits/limit-reached.ts'
import { renewMinutes } from '../../../../tenants/limits/minutes.ts'
import { countProviderCall } from '../../../platform/metrics/instruments.ts'
import { inSpan } from '../../../platform/telemetry/span.ts'
import { claimWithinLimits, renewStage, runStage, waitForStart } from '../../meetings/index.ts'
import type { TranscribeDeps } from '../deps.ts'
import {
  type AnswerFacts,
  noSpeechProvider,
  type ReadSpeech,
  SpeechError,
  type SpeechProvider,
  type SpeechRequest,
} from '../ports.ts'
import { claimTranscription, findAskedProvider, type TranscriptionClaim } from './repo/claim.ts'
import { type FailedAttempt, markFailed } from './failure.ts'
import { reasonOf, reserveFor, waitForProvider } from './minutes.ts'
import { answerKey, keepAnswer, readKept, setReportedAside } from './kept-answer.ts'
import { saveTranscript } from './save-transcript.ts'
import { transcribeRecording } from './transcribe-recording.ts'
import { isLocale, type Locale, locales } from '../../../../plugins/vocabulary.ts'

/** A provider fetches the recording at once. */
const signedSeconds = 900
/** Cutting a long recording reads it for longer, from inside our network. */
const cuttingSeconds = 3_600

interface Attempt extends FailedAttempt {
  /** Where the provider's response is stored. */
  answerKey: string | null
}

/** Transcribes the meeting's recording: read, call, write. Running it twice changes nothing. */
export const transcribeMeeting = defineJob<'meeting.transcribe', TranscribeDeps, Attempt>(
  'meeting.transcribe',
  async (deps, ctx, { meetingId }, hold) => {
    const stage = { meetingId, stage: 'transcribe' } as const
    const own = await findOwnProvider(deps, ctx, meetingId)
    const isOwn = own !== null
    const speech = own ?? deps.speech
    hold({ fence: null, answerKey: null, isOwn })
    if (!speech) {
      await waitForStart(deps, ctx, stage, noSpeechProvider)
      return 'waits for a speech provider'
    }
    const refusal = speech.silence?.refusal()
    if (refusal) {
      await waitForStart(deps, ctx, stage, refusal.code)
      throw refusal
    }
    const claim = await claimWithinLimits(deps, ctx, async (tx) => {
      const claimed = await claimTranscription(tx, meetingId)
      const known = claimed && (await addScenarioTerms(deps, tx, claimed))
      // Last, because other recordings of the organisation wait for this transaction from here on.
      return known && { ...known, isReserved: !own && (await reserveFor(tx, known)) }
    })
    if (!claim) return 'already done'
    if (claim instanceof LimitExceeded) {
      await waitForStart(deps, ctx, stage, reasonOf(claim))
      return 'waits for minutes'
    }
    const language = languageOf(deps, claim)
    const terms = claim.again?.keyTerms ?? []
    const key = answerKey(ctx.tenantId, claim, speech, { language, terms })
    hold({ fence: claim.fence, answerKey: key, isOwn })
    return runStage(deps, ctx, {
      meetingId,
      silence: speech.silence,
      renew: (tx) => renew(tx, claim),
      work: async (signal) => {
        const facts = await factsOf(deps, ctx, claim)
        const earlier = await readKept(deps, { tenantId: ctx.tenantId }, speech, key, facts)
        const result =
          earlier ?? (await call(deps, speech, ctx, claim, { keptAt: key, facts }, signal))
        const answer = { provider: speech.name, keptAt: key, wasKept: earlier !== null, isOwn }
        const { segmentCount } = await saveTranscript(deps, ctx, claim, answer, result)
        return `${segmentCount} segments`
      },
      wait: {
        isFault: (error) => error instanceof SpeechError,
        mark: (tx, reason) => waitForProvider(tx, claim, reason),
      },
    })
  },
  {
    async onFinalFailure(deps, ctx, { meetingId }, error, attempt) {
      const failed = attempt ?? { fence: null, isOwn: false }
      await withTenant(deps.db, ctx, (tx) => markFailed(tx, ctx, meetingId, failed, error))
      const isUnreadable = error instanceof SpeechError && error.code === 'answer_unreadable'
      if (attempt?.answerKey && isUnreadable) await setReportedAside(deps, attempt.answerKey)
    },
  },
)

async function renew(tx: TenantTx, claim: TranscriptionClaim): Promise<boolean> {
  const isOurs = await renewStage(tx, claim)
  if (isOurs && claim.isReserved) await renewMinutes(tx, claim)
  return isOurs
}

/** The organisation's own provider, unless a person chose that of the installation. */
async function findOwnProvider(
  deps: TranscribeDeps,
  ctx: JobCtx,
  meetingId: string,
): Promise<SpeechProvider | null> {
  const own = (await deps.ownSpeech?.(ctx.tenantId)) ?? null
  if (!own || !deps.speech) return own
  const asked = await withTenant(deps.db, ctx, (tx) => findAskedProvider(tx, meetingId))
  return asked === 'installation' ? null : own
}

async function call(
  deps: TranscribeDeps,
  speech: SpeechProvider,
  ctx: JobCtx,
  claim: TranscriptionClaim,
  { keptAt, facts }: { keptAt: string; facts: AnswerFacts },
  signal: AbortSignal,
): Promise<ReadSpeech> {
  const { key, sizeBytes, contentType, durationMs, voices } = claim.recording
  const request: SpeechRequest = {
    recording:
      speech.takes === 'url'
        ? { url: await deps.files.signGet(key, signedSeconds) }
        : {
            open: async () => (await deps.files.getStream(key)).body,
            sizeBytes,
            contentType,
          },
    durationMs,
    voices,
    language: languageOf(deps, claim),
    keyTerms: claim.keyTerms,
  }
  const work = {
    deps: { files: deps.files, cutter: deps.cutter ?? null, log: ctx.log },
    speech,
    sign: () => deps.files.signGet(key, cuttingSeconds, { isInside: true }),
    keptAt,
    ask: (asked: SpeechRequest, askedUntil: AbortSignal) =>
      counted(() => speech.transcribe(asked, askedUntil)),
  }
  const [provider = '', model = ''] = speech.name.split(':', 2)
  const attributes = {
    'gen_ai.operation.name': 'transcribe',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    'aam.tenant_id': ctx.tenantId,
    'aam.meeting_id': claim.meetingId,
    'aam.media': speech.takes,
    'aam.size_bytes': sizeBytes,
    ...(durationMs === null ? {} : { 'aam.audio_seconds': durationMs / 1_000 }),
  }
  const answer = await inSpan(
    `transcribe ${model}`,
    attributes,
    () => transcribeRecording(work, request, signal),
    { kind: SpanKind.CLIENT },
  )
  // Stored before it is parsed, because it has been paid for.
  await keepAnswer({ files: deps.files, log: ctx.log }, keptAt, answer)
  const read = await deps.reader.readAnswer(
    { tenantId: ctx.tenantId },
    speech.dialect,
    answer,
    facts,
  )
  return read.speech
}

/** Facts to check a response against. Without a readable waveform it is not checked against that. */
async function factsOf(
  { files }: TranscribeDeps,
  ctx: JobCtx,
  { recording: { durationMs, peaksKey } }: TranscriptionClaim,
): Promise<AnswerFacts> {
  const nothing = { durationMs, peaks: null }
  if (peaksKey === null) return nothing
  try {
    const json = new TextDecoder().decode(await files.get(peaksKey))
    const { perSecond, peaks } = JSON.parse(json) as { perSecond: number; peaks: number[] }
    return { durationMs, peaks: { perSecond, values: peaks } }
  } catch (err) {
    ctx.log.warn({ err, meetingId: ctx.jobId }, 'Cannot read a waveform')
    return nothing
  }
}

async function counted<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const count = (outcome: string): void =>
    countProviderCall((performance.now() - startedAt) / 1_000, { kind: 'speech', outcome })
  try {
    const answer = await work()
    count('ok')
    return answer
  } catch (error) {
    count(error instanceof SpeechError ? error.code : 'aborted')
    throw error
  }
}

const languageOf = (
  { speechLanguage }: TranscribeDeps,
  { language, spokenLanguage }: TranscriptionClaim,
): SpeechRequest['language'] =>
  spokenLanguage ?? (speechLanguage === 'meeting' ? language : speechLanguage)

/** The languages to take the scenario's terms in: all, unless the spoken language is one of them. */
const termLanguages = ({ language, spokenLanguage }: TranscriptionClaim): readonly Locale[] => {
  if (spokenLanguage === null) return [language]
  return isLocale(spokenLanguage) ? [spokenLanguage] : locales
}

/** Adds the scenario's terms after the names, which matter more if a provider limits their number. */
async function addScenarioTerms(
  { packs }: TranscribeDeps,
  tx: TenantTx,
  claim: TranscriptionClaim,
): Promise<TranscriptionClaim> {
  const pack = await packs.find(tx, claim.scenario.id, claim.scenario.version)
  const terms = termLanguages(claim).flatMap((one) => pack?.manifest.keyTerms?.[one] ?? [])
  return { ...claim, keyTerms: [...new Set([...claim.keyTerms, ...terms])] }
}
