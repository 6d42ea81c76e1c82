import type { TranscribeAgain, WorkState } from '../../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import { AppError, retentionOver } from '../../../platform/errors.ts'
import { addSpeakersAsParticipants } from '../repo/participants.ts'
import { describeStatus, describeStatusInRussian } from './describe-status.ts'
import { isExpired, lockMeeting, type MeetingFields, saveWork, updateMeeting } from './repo/work.ts'
import {
  idleState,
  hasContent,
  isStartable,
  isCancellable,
  isWorking,
  jobOf,
  type MeetingFacts,
  nextStage,
  queued,
  shownState,
  snapshot,
  type Stage,
  stopped,
} from './states.ts'

/** Queues the next stage of a meeting. Throws `wrong_state` if there is nothing to start. */
export async function startWork(tx: TenantTx, meetingId: string): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  if (!isStartable(facts.status)) {
    throw new AppError(
      'wrong_state',
      `The meeting is ${describeStatus(facts)}; there is nothing to start. Cancel it first, or start another run beside this result.`,
      [],
      {},
      `${describeStatusInRussian(facts)}; запускать нечего. Сначала остановите работу или запустите разбор рядом с этим результатом.`,
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
    await requireNotExpired(tx, facts, stage)
    return queueWork(tx, facts, stage)
  }
  if (facts.currentRun) return saveWork(tx, meetingId, idleState(facts))
  throw new AppError(
    'wrong_state',
    'There is no recording and no transcript yet. Add one, then it starts by itself.',
    [],
    {},
    'Ни записи, ни расшифровки ещё нет. Добавьте одну из них, и работа начнётся сама.',
  )
}

/** Throws `retention_over` if the stage's input was deleted because its retention ended. */
async function requireNotExpired(tx: TenantTx, facts: MeetingFacts, stage: Stage): Promise<void> {
  const isText = stage === 'analyse'
  const id = isText
    ? (facts.pendingTranscriptId ?? facts.currentTranscript?.id)
    : (facts.pendingMedia ?? facts.currentMedia)?.id
  const isDeleted = await isExpired(tx, isText ? 'transcripts' : 'media', id ?? null)
  if (isDeleted) throw retentionOver(isText ? 'transcript' : 'recording')
}

/** Cancels the work on a meeting; its recordings and transcripts stay. Throws `wrong_state` if there is no work. */
export async function cancelWork(
  tx: TenantTx,
  meetingId: string,
): Promise<{ wasUploading: boolean }> {
  const facts = await lockMeeting(tx, meetingId)
  if (!isCancellable(facts.status)) {
    throw new AppError(
      'wrong_state',
      `The meeting is ${describeStatus(facts)}; there is nothing to cancel.`,
      [],
      {},
      `${describeStatusInRussian(facts)}; останавливать нечего.`,
    )
  }
  const wasUploading = facts.status === 'uploading'
  await saveWork(tx, meetingId, wasUploading ? idleState(facts) : stopped(facts))
  return { wasUploading }
}

/**
 * Discards the pending or refused replacement with its recordings; the meeting keeps its current content. Returns false
 * if there is no replacement.
 */
export async function dropReplacement(tx: TenantTx, meetingId: string): Promise<boolean> {
  const facts = await lockMeeting(tx, meetingId)
  const isPending = facts.pendingMediaId !== null || facts.pendingTranscriptId !== null
  if (isPending)
    await restorePrevious(tx, { ...facts, before: facts.before && shownState(facts.before) })
  else if (!facts.hasRefusedRecording) return false
  await updateMeeting(tx, meetingId, { refusedRecording: null })
  return true
}

/** Attaches a complete recording and queues it. It overtakes any work in progress. */
export async function attachRecording(
  tx: TenantTx,
  meetingId: string,
  mediaId: string,
): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  requireNotAccepted(facts)
  const isFirst = !hasContent(facts)
  const held: WorkState = isFirst
    ? { ...facts, pendingMediaId: null, pendingTranscriptId: null, before: null }
    : { ...facts, pendingMediaId: mediaId, pendingTranscriptId: null, before: snapshot(facts) }
  await queueWork(tx, { id: meetingId, ...held }, 'ingest', {
    refusedRecording: null,
    ...(isFirst ? { currentMediaId: mediaId } : {}),
  })
  // The content before this replacement may still be restored; an earlier replacement may not.
  if (facts.before) await queueUploadSweep(tx, meetingId)
}

/**
 * Transcribes the current recording again. The current content stays until the new transcript has its own result.
 * Throws `wrong_state` if the meeting is being processed, is accepted or has no recording, and `retention_over`.
 */
export async function transcribeAgain(
  tx: TenantTx,
  meetingId: string,
  how: TranscribeAgain & Pick<MeetingFields, 'spokenLanguage'>,
): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  requireNotAccepted(facts)
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
  await requireNotExpired(tx, { ...facts, pendingMedia: null }, 'transcribe')
  const { provider, keyTerms, ...fields } = how
  const held = { ...facts, pendingMediaId: currentMedia.id, before: snapshot(facts) }
  await queueWork(tx, held, 'transcribe', {
    ...fields,
    refusedRecording: null,
    transcribeAgain: { provider, keyTerms },
  })
}

/**
 * Attaches a transcript and queues its analysis. If the meeting has a result, the transcript stays pending until it has
 * its own. `dropsRecording` is true if a pending recording that had not been checked yet was discarded.
 */
export async function attachTranscript(
  tx: TenantTx,
  meetingId: string,
  transcriptId: string,
  fields: Pick<MeetingFields, 'durationMs' | 'language'>,
): Promise<{ dropsRecording: boolean }> {
  const facts = await lockMeeting(tx, meetingId)
  const { pendingMedia } = facts
  const besideMediaId = pendingMedia?.isIngested ? pendingMedia.id : null
  const dropsRecording = pendingMedia !== null && besideMediaId === null
  if (facts.pendingMedia) await queueUploadSweep(tx, meetingId)
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
  await addSpeakersAsParticipants(tx, meetingId, transcriptId)
  return { dropsRecording }
}

/** Queues the deletion of recordings that nothing refers to any more; their files may be large. */
export const queueUploadSweep = (tx: TenantTx, meetingId: string): Promise<void> =>
  enqueue(tx, 'upload.sweep', { meetingId })

/** Marks an empty meeting as uploading. A meeting with content keeps its status. */
export async function markUploading(tx: TenantTx, meetingId: string): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  const isEmpty = !hasContent(facts) && facts.currentRun === null
  if (isEmpty && facts.status !== 'uploading') {
    await saveWork(
      tx,
      meetingId,
      { ...idleState(facts), status: 'uploading' },
      { refusedRecording: null },
    )
  } else await updateMeeting(tx, meetingId, { refusedRecording: null })
}

/**
 * Ends an upload that gave no recording; the meeting keeps its content. `refused` holds the reason, or null if a person
 * cancelled the upload. `isLast` means that the meeting has no other open upload.
 */
export async function markUploadEnded(
  tx: TenantTx,
  meetingId: string,
  { refused, isLast }: { refused: { fileName: string; reason: string } | null; isLast: boolean },
): Promise<void> {
  const facts = await lockMeeting(tx, meetingId)
  if (facts.status !== 'uploading') {
    if (refused) await updateMeeting(tx, meetingId, { refusedRecording: refused })
  } else if (isLast) await saveWork(tx, meetingId, idleState(facts, refused?.reason ?? null))
}

function requireNotAccepted({ status }: MeetingFacts): void {
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

/** Restores the state before a replacement, and the work that it had interrupted. */
export async function restorePrevious(tx: TenantTx, facts: MeetingFacts): Promise<void> {
  const bare = { ...facts, pendingMedia: null, pendingMediaId: null, pendingTranscriptId: null }
  const before = facts.before ?? idleState(bare)
  await saveWork(tx, facts.id, before)
  await queueUploadSweep(tx, facts.id)
  if (before.status === 'queued') {
    const stage = before.stage as Stage
    await enqueue(tx, jobOf[stage], { meetingId: facts.id })
  }
}
