import type { TranscribeAgain, WorkState } from '../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import { enqueue } from '../../jobs/outbox.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError, retentionOver } from '../../platform/errors.ts'
import { takeParticipants } from './participants.ts'
import { recordChange } from './record-change.ts'
import { lockMeeting, type MeetingFields, saveWork, updateMeeting } from './repo.ts'
import {
  atRest,
  failed,
  hasContent,
  isStartable,
  isStoppable,
  isWorking,
  jobOf,
  type MeetingFacts,
  nextStage,
  queued,
  shownState,
  snapshot,
  type Stage,
  stopped,
} from './stage.ts'

/** Puts a meeting in line for what has to happen next with it. Throws `wrong_state` where there is nothing to start. */
export async function startWork(tx: TenantTx, meetingId: string): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  if (!isStartable(facts.status)) {
    throw new AppError(
      'wrong_state',
      `The meeting is ${inWords(facts)}; there is nothing to start. Cancel it first, or start another run beside this result.`,
      [],
      {},
      `${inRussianWords(facts)}; запускать нечего. Сначала остановите работу или запустите разбор рядом с этим результатом.`,
    )
  }
  if (facts.status === 'failed' && !facts.canRetry) {
    throw new AppError(
      'wrong_state',
      'This recording cannot be used, however often it is tried. Bring another recording or a transcript.',
      [],
      {},
      'Эту запись не удастся использовать, сколько ни пробовать. Загрузите другую запись или расшифровку.',
    )
  }
  const stage = nextStage(facts)
  if (stage) {
    await requireKept(tx, facts, stage)
    return queueWork(tx, facts, stage)
  }
  if (facts.currentRun) return saveWork(tx, meetingId, atRest(facts))
  throw new AppError(
    'wrong_state',
    'There is no recording and no transcript yet. Add one, then it starts by itself.',
    [],
    {},
    'Ни записи, ни расшифровки ещё нет. Добавьте одну из них, и работа начнётся сама.',
  )
}

/** What the stage would read may be gone since its retention ended. */
async function requireKept(tx: TenantTx, facts: MeetingFacts, stage: Stage): Promise<void> {
  const isText = stage === 'analyse'
  const id = isText
    ? (facts.pendingTranscriptId ?? facts.currentTranscript?.id)
    : (facts.pendingMedia ?? facts.currentMedia)?.id
  const [gone] = await tx.sql`
    select 1 from ${tx.sql(isText ? 'transcripts' : 'media')}
    where tenant_id = ${tx.tenantId} and id = ${id ?? null} and expired_at is not null`
  if (gone) throw retentionOver(isText ? 'transcript' : 'recording')
}

/** Stops what is done with a meeting; what was brought stays. Throws `wrong_state` where nothing is done. */
export async function cancelWork(
  tx: TenantTx,
  meetingId: string,
): Promise<{ wasUploading: boolean }> {
  const facts = await lockMeeting(tx, meetingId)
  if (!isStoppable(facts.status)) {
    throw new AppError(
      'wrong_state',
      `The meeting is ${inWords(facts)}; there is nothing to cancel.`,
      [],
      {},
      `${inRussianWords(facts)}; останавливать нечего.`,
    )
  }
  const wasUploading = facts.status === 'uploading'
  await saveWork(tx, meetingId, wasUploading ? atRest(facts) : stopped(facts))
  return { wasUploading }
}

/**
 * Discards what was brought to replace what a meeting shows, and its recordings: the meeting goes on with what it shows.
 * False when there is no replacement.
 */
export async function dropReplacement(tx: TenantTx, meetingId: string): Promise<boolean> {
  const facts = await lockMeeting(tx, meetingId)
  const isPending = facts.pendingMediaId !== null || facts.pendingTranscriptId !== null
  if (isPending) await goBack(tx, { ...facts, before: facts.before && shownState(facts.before) })
  else if (!facts.hasRefused) return false
  await updateMeeting(tx, meetingId, { refusedRecording: null })
  return true
}

/** A recording is complete: it is what gets transcribed, and overtakes whatever was under way. */
export async function bringRecording(
  tx: TenantTx,
  meetingId: string,
  mediaId: string,
): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  requireRecordable(facts)
  const isFirst = !hasContent(facts)
  const held: WorkState = isFirst
    ? { ...facts, pendingMediaId: null, pendingTranscriptId: null, before: null }
    : { ...facts, pendingMediaId: mediaId, pendingTranscriptId: null, before: snapshot(facts) }
  await queueWork(tx, { id: meetingId, ...held }, 'ingest', {
    refusedRecording: null,
    ...(isFirst ? { currentMediaId: mediaId } : {}),
  })
  // The one before may still be gone back to; one that this replaced in its turn may not.
  if (facts.before) await removeDropped(tx, meetingId)
}

/**
 * Has the recording that is shown transcribed once more: beside what is shown, until the new transcript has its own
 * result. Throws `wrong_state` where it is worked on, accepted or has no recording, and `retention_over`.
 */
export async function transcribeAgain(
  tx: TenantTx,
  meetingId: string,
  how: TranscribeAgain & Pick<MeetingFields, 'spokenLanguage'>,
): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  requireRecordable(facts)
  const { currentMedia } = facts
  const mayBegin = !isWorking(facts.status) || facts.status === 'waiting'
  if (!currentMedia?.isIngested || !mayBegin || facts.pendingMediaId || facts.pendingTranscriptId) {
    throw new AppError(
      'wrong_state',
      'Only a recording that is here, and that nobody works on, can be transcribed again. Wait until the work is done, or cancel it first.',
      [],
      {},
      'Расшифровать заново можно только загруженную запись, над которой сейчас не идёт работа. Дождитесь конца работы или сначала остановите её.',
    )
  }
  await requireKept(tx, { ...facts, pendingMedia: null }, 'transcribe')
  const { provider, keyTerms, ...fields } = how
  const held = { ...facts, pendingMediaId: currentMedia.id, before: snapshot(facts) }
  await queueWork(tx, held, 'transcribe', {
    ...fields,
    refusedRecording: null,
    transcribeAgain: { provider, keyTerms },
  })
}

/**
 * A transcript was brought: it is what gets analysed. Beside a result it waits until its own is there. A recording that
 * was stopped before it was checked is discarded, which `dropsRecording` says.
 */
export async function bringTranscript(
  tx: TenantTx,
  meetingId: string,
  transcriptId: string,
  fields: Pick<MeetingFields, 'durationMs' | 'language'>,
): Promise<{ dropsRecording: boolean }> {
  const facts = await lockMeeting(tx, meetingId)
  const { pendingMedia } = facts
  const besideMediaId = pendingMedia?.isIngested ? pendingMedia.id : null
  const dropsRecording = pendingMedia !== null && besideMediaId === null
  if (facts.pendingMedia) await removeDropped(tx, meetingId)
  if (facts.currentRun) {
    const pending = { pendingMediaId: besideMediaId, pendingTranscriptId: transcriptId }
    await queueWork(tx, { ...facts, ...pending, before: snapshot(facts) }, 'analyse', {
      refusedRecording: null,
    })
    return { dropsRecording }
  }
  const none = { pendingMediaId: null, pendingTranscriptId: null, before: null }
  await queueWork(tx, { ...facts, ...none }, 'analyse', {
    ...fields,
    refusedRecording: null,
    currentTranscriptId: transcriptId,
    ...(besideMediaId ? { currentMediaId: besideMediaId } : {}),
  })
  await takeParticipants(tx, meetingId, transcriptId)
  return { dropsRecording }
}

/** Asks for the removal of recordings that nothing leads to any more; their files may be large. */
export const removeDropped = (tx: TenantTx, meetingId: string): Promise<void> =>
  enqueue(tx, 'upload.sweep', { meetingId })

/** A stage is done, and the next one waits for its turn. */
export const queueNext = (tx: TenantTx, meetingId: string, stage: Stage): Promise<void> =>
  updateMeeting(tx, meetingId, {
    status: 'queued',
    stage,
    reason: null,
    canRetry: false,
    progress: null,
    claimedAt: null,
  }).then(() => enqueue(tx, jobOf[stage], { meetingId }))

export interface Failure {
  meetingId: string
  stage: Stage
  /** Of the attempt that failed; null where none got as far as its claim, as when its worker died each time. */
  fence: number | null
  reason: string
  canRetry: boolean
  /** With this recording it fails each time: where it was to replace what is shown, that goes on as it was. */
  isRecordingUnusable?: boolean
}

/** The last attempt of a stage failed: the meeting says why. Nothing where something else has happened to it since. */
export async function failWork(tx: TenantTx, ctx: Ctx, failure: Failure): Promise<void> {
  const { meetingId, stage, fence, reason, canRetry, isRecordingUnusable = false } = failure
  const facts = await lockMeeting(tx, meetingId).catch(absent)
  if (!facts || !isWorking(facts.status) || facts.stage !== stage) return
  if (fence !== null && facts.fence !== fence) return
  const { pendingMedia } = facts
  if (isRecordingUnusable && pendingMedia && facts.before && !facts.pendingTranscriptId) {
    await goBack(tx, facts)
    await updateMeeting(tx, meetingId, {
      refusedRecording: { fileName: pendingMedia.fileName, reason },
    })
    await recordChange(tx, ctx, meetingId, 'replacement_refused', { reason })
    return
  }
  await saveWork(tx, meetingId, failed(facts, stage, reason, canRetry))
  await recordChange(tx, ctx, meetingId, 'failed')
}

/** An upload has begun. Only a meeting with nothing in it says so: whatever else it was, it stays. */
export async function beginUploading(tx: TenantTx, meetingId: string): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  const isEmpty = !hasContent(facts) && facts.currentRun === null
  if (isEmpty && facts.status !== 'uploading') {
    await saveWork(
      tx,
      meetingId,
      { ...atRest(facts), status: 'uploading' },
      { refusedRecording: null },
    )
  } else await updateMeeting(tx, meetingId, { refusedRecording: null })
}

/**
 * An upload ended without a recording, and what was there before stays as it is. `refused` carries the reason where
 * nobody asked to stop it; `isLast` means that the meeting has no other open upload.
 */
export async function endUploading(
  tx: TenantTx,
  meetingId: string,
  { refused, isLast }: { refused: { fileName: string; reason: string } | null; isLast: boolean },
): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  if (facts.status !== 'uploading') {
    if (refused) await updateMeeting(tx, meetingId, { refusedRecording: refused })
  } else if (isLast) await saveWork(tx, meetingId, atRest(facts, refused?.reason ?? null))
}

function requireRecordable({ status }: MeetingFacts): void {
  if (status !== 'accepted') return
  throw new AppError(
    'wrong_state',
    'This meeting is accepted. Reopen it before you bring another recording.',
    [],
    {},
    'Встреча принята. Откройте её снова, прежде чем загружать другую запись.',
  )
}

async function queueWork(
  tx: TenantTx,
  facts: WorkState & { id: string },
  stage: Stage,
  fields: MeetingFields = {},
): Promise<void> {
  await saveWork(tx, facts.id, queued(facts, stage), fields)
  await enqueue(tx, jobOf[stage], { meetingId: facts.id })
}

async function goBack(tx: TenantTx, facts: MeetingFacts): Promise<void> {
  const bare = { ...facts, pendingMedia: null, pendingMediaId: null, pendingTranscriptId: null }
  const before = facts.before ?? atRest(bare)
  await saveWork(tx, facts.id, before)
  await removeDropped(tx, facts.id)
  if (before.status === 'queued') {
    const stage = before.stage as Stage
    await enqueue(tx, jobOf[stage], { meetingId: facts.id })
  }
}

const inWords = ({ status }: MeetingFacts): string => status.replace('_', ' ')

const statusInRussian: Record<MeetingFacts['status'], string> = {
  draft: 'Это черновик встречи',
  uploading: 'Запись загружается',
  queued: 'Встреча в очереди',
  waiting: 'Встреча ожидает',
  transcribing: 'Сейчас распознаём речь',
  analysing: 'Сейчас ищем итоги',
  in_review: 'Встреча на проверке',
  accepted: 'Встреча принята',
  failed: 'Работа над встречей не удалась',
  cancelled: 'Работа над встречей остановлена',
}

const inRussianWords = ({ status }: MeetingFacts): string => statusInRussian[status]

const absent = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'not_found') return undefined
  throw error
}
