import { SpanKind } from '@opentelemetry/api'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { defineJob, type JobCtx } from '../../../jobs/define-job.ts'
import { Superseded, superseded } from '../../../jobs/keep-claim.ts'
import { lendWhileSilent } from '../../../jobs/lend-slot.ts'
import { LimitExceeded } from '../../../../tenants/limits/limit-reached.ts'
import { countProviderCall } from '../../../platform/metrics/instruments.ts'
import { inSpan } from '../../../platform/telemetry/span.ts'
import { purgeIfDeleted } from '../../meetings/index.ts'
import type { TranscribeDeps } from '../deps.ts'
import {
  type AnswerFacts,
  type ReadSpeech,
  SpeechError,
  type SpeechProvider,
  type SpeechRequest,
} from '../ports.ts'
import { claimTranscription, findAskedProvider, type TranscriptionClaim } from './claim.ts'
import { keepClaim } from './keep-claim.ts'
import { reasonOf, reserveFor } from './minutes.ts'
import { answerKey, keepAnswer, readKept, setReportedAside } from './kept-answer.ts'
import {
  markFailed,
  waitFor,
  waitForMinutes,
  waitForProvider,
  waitUntilItAnswers,
} from './record-state.ts'
import { saveTranscript } from './save-transcript.ts'
import { transcribeRecording } from './transcribe-recording.ts'
import { isLocale, type Locale, locales } from '../../../../plugins/vocabulary.ts'

/** As long as a signed address may last; a provider fetches at once. */
const signedSeconds = 900
/** Cutting a long recording reads it for longer, within the house. */
const cuttingSeconds = 3_600

interface Attempt {
  /** Unknown until the claim. */
  fence?: number
  answerKey?: string
  /** It is the organisation's own provider. */
  isOwn: boolean
}

/** Attempts by their signals: a late failure must not fail what came after it. */
const attempts = new WeakMap<AbortSignal, Attempt>()

/** Has the meeting's recording transcribed: read, call, write. Running it twice changes nothing more. */
export const transcribeMeeting = defineJob<'meeting.transcribe', TranscribeDeps>(
  'meeting.transcribe',
  async (deps, ctx, { meetingId }) => {
    const own = await chooseOwn(deps, ctx, meetingId)
    const speech = own ?? deps.speech
    attempts.set(ctx.signal, { isOwn: Boolean(own) })
    if (!speech) {
      await withTenant(deps.db, ctx, (tx) => waitForProvider(tx, meetingId))
      return 'waits for a speech provider'
    }
    const refusal = speech.silence?.refusal()
    if (refusal) {
      await withTenant(deps.db, ctx, (tx) => waitUntilItAnswers(tx, meetingId, refusal.code))
      throw refusal
    }
    const claim = await withTenant(deps.db, ctx, async (tx) => {
      const claimed = await claimTranscription(tx, meetingId)
      const known = claimed && (await addTermsOfTrade(deps, tx, claimed))
      // Last of all: everybody else of the organisation who begins now waits for this transaction.
      return known && { ...known, isReserved: !own && (await reserveFor(tx, known)) }
    }).catch((error: unknown) => {
      if (error instanceof LimitExceeded) return error
      throw error
    })
    if (!claim) return 'already done'
    if (claim instanceof LimitExceeded) {
      await withTenant(deps.db, ctx, (tx) => waitForMinutes(tx, meetingId, reasonOf(claim)))
      return 'waits for minutes'
    }
    const language = languageOf(deps, claim)
    const terms = claim.again?.keyTerms ?? []
    const key = answerKey(ctx.tenantId, claim, speech, { language, terms })
    attempts.set(ctx.signal, { fence: claim.fence, answerKey: key, isOwn: Boolean(own) })
    const kept = keepClaim(deps, ctx, claim)
    const takeSlotBack = lendWhileSilent(ctx, speech.silence)
    try {
      const facts = await factsOf(deps, ctx, claim)
      const earlier = await readKept(deps, { tenantId: ctx.tenantId }, speech, key, facts)
      const result =
        earlier ?? (await call(deps, speech, ctx, claim, { keptAt: key, facts }, kept.signal))
      const answer = {
        provider: speech.name,
        keptAt: key,
        wasKept: earlier !== null,
        isOwn: Boolean(own),
      }
      const { segmentCount } = await saveTranscript(deps, ctx, claim, answer, result)
      return `${segmentCount} segments`
    } catch (error) {
      const isGone = await purgeWhereDeleted(deps, ctx, meetingId)
      if (isGone || error instanceof Superseded) return superseded
      if (!ctx.signal.aborted) await sayThatItWaits(deps, ctx, claim, error)
      throw error
    } finally {
      takeSlotBack()
      kept.stop()
    }
  },
  {
    async onFinalFailure(deps, ctx, { meetingId }, error) {
      const attempt = attempts.get(ctx.signal)
      await withTenant(deps.db, ctx, (tx) => markFailed(tx, ctx, meetingId, attempt ?? {}, error))
      const isUnreadable = error instanceof SpeechError && error.code === 'answer_unreadable'
      if (attempt?.answerKey && isUnreadable) await setReportedAside(deps, attempt.answerKey)
    },
  },
)

/** The organisation's own provider, unless somebody asked for that of the installation. */
async function chooseOwn(
  deps: TranscribeDeps,
  ctx: JobCtx,
  meetingId: string,
): Promise<SpeechProvider | null> {
  const own = (await deps.ownSpeech?.(ctx.tenantId)) ?? null
  if (!own || !deps.speech) return own
  const asked = await withTenant(deps.db, ctx, (tx) => findAskedProvider(tx, meetingId))
  return asked === 'installation' ? null : own
}

/** An answer may have been kept after the files of its meeting were removed. */
const purgeWhereDeleted = (
  deps: TranscribeDeps,
  ctx: JobCtx,
  meetingId: string,
): Promise<boolean> =>
  withTenant(deps.db, ctx, (tx) => purgeIfDeleted(tx, meetingId)).catch((err: unknown) => {
    ctx.log.error({ err, meetingId }, 'what an attempt left behind was not looked at')
    return false
  })

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
  // It was paid for: kept before anybody reads it.
  await keepAnswer({ files: deps.files, log: ctx.log }, keptAt, answer)
  const read = await deps.reader.readAnswer(
    { tenantId: ctx.tenantId },
    speech.dialect,
    answer,
    facts,
  )
  return read.speech
}

/** The waveform, and what else an answer can be held against; a transcript does without. */
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
    ctx.log.warn({ err, meetingId: ctx.jobId }, 'a waveform could not be read')
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

/** Where nobody knows which language will be heard, the terms of both are listened for. */
const termLanguages = ({ language, spokenLanguage }: TranscriptionClaim): readonly Locale[] => {
  if (spokenLanguage === null) return [language]
  return isLocale(spokenLanguage) ? [spokenLanguage] : locales
}

/** Behind the names: where a provider takes only so many, those matter more. */
async function addTermsOfTrade(
  { packs }: TranscribeDeps,
  tx: TenantTx,
  claim: TranscriptionClaim,
): Promise<TranscriptionClaim> {
  const pack = await packs.find(tx, claim.scenario.id, claim.scenario.version)
  const terms = termLanguages(claim).flatMap((one) => pack?.manifest.keyTerms?.[one] ?? [])
  return { ...claim, keyTerms: [...new Set([...claim.keyTerms, ...terms])] }
}

/** Between attempts the meeting says what it waits for; after the last one it says that it failed. */
async function sayThatItWaits(
  deps: TranscribeDeps,
  ctx: JobCtx,
  claim: TranscriptionClaim,
  error: unknown,
): Promise<void> {
  if (!(error instanceof SpeechError) || !error.retryable) return
  if (ctx.isFinalAttempt && error.retryAfterMs === null) return
  await withTenant(deps.db, ctx, (tx) => waitFor(tx, claim, error.code))
}
