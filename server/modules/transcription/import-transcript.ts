import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import { type Blocks, sizeOfBlocks } from '../../platform/blocks.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import { newId } from '../../platform/ids.ts'
import { meetingPrefix } from '../../platform/object-keys.ts'
import { inSpan } from '../../platform/telemetry/span.ts'
import { withWrite } from '../../../db/transaction.ts'
import { listPersonNames } from '../directory/index.ts'
import {
  attachTranscript,
  getMeetingForChange,
  isBusy,
  linkSpeakers,
  type MeetingRow,
  recordChange,
} from '../meetings/index.ts'
import type { ImportedView } from './contract.ts'
import type { TranscriptionDeps } from './deps.ts'
import { ImportError, type KnownNames } from '../../../plugins/importers/index.ts'
import type { ReadTranscript } from '../../../plugins/importers/types.ts'
import type { FileInHand } from './ports.ts'
import { insertTranscript, recordingBeside } from './repo.ts'
import { describeImport, translateReason } from '../../../plugins/importers/describe-import.ts'

export interface TranscriptFile {
  /** Transferred to another thread; not usable afterwards. */
  blocks: Blocks
  fileName: string | null
  contentType: string | null
}

/** A larger directory says nothing about one meeting. */
const MAX_KNOWN_NAMES = 5000

/**
 * Brings a transcript into a meeting and puts it in line for analysis. The file as it arrived is kept beside it.
 * Throws the importer's `transcript_*` codes, `wrong_state` while the meeting is worked on; then nothing has changed.
 */
export async function importTranscript(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
  file: TranscriptFile,
): Promise<ImportedView> {
  authorize(ctx, 'meetings:write')
  const known = await withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId)
    // A repeated request gets the first response, whatever has happened to the meeting since.
    if (!ctx.idempotency) requireIdle(meeting)
    return {
      participants: meeting.participants.map(({ name }) => name),
      directory: await listPersonNames(tx, MAX_KNOWN_NAMES),
    }
  })
  const { bytes, transcript } = await inSpan(
    'transcript.parse',
    { 'aam.meeting_id': meetingId, 'aam.size_bytes': sizeOfBlocks(file.blocks) },
    () => parseFile(deps, ctx, file, known),
  )
  const transcriptId = newId()
  const objectKey = `${meetingPrefix(ctx.tenantId, meetingId)}transcripts/${transcriptId}/original`
  await deps.files.put(objectKey, bytes, { contentType: 'application/octet-stream' })
  try {
    const write = withBodyHash(ctx, transcript)
    const place = { transcriptId, objectKey, fileName: file.fileName }
    const view = await save(deps, write, meetingId, transcript, place)
    if (view.transcriptId !== transcriptId) await deps.files.deletePrefix(objectKey)
    return view
  } catch (error) {
    // After a lost connection the commit is uncertain: the file stays and is deleted with its meeting.
    if (error instanceof AppError) await deps.files.deletePrefix(objectKey).catch(() => undefined)
    throw error
  }
}

async function save(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
  imported: ReadTranscript,
  place: { transcriptId: string; objectKey: string; fileName: string | null },
): Promise<ImportedView> {
  const { speakers: names, durationMs, segmentCount, wordCount } = imported
  return withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId)
    requireIdle(meeting)
    await insertTranscript(
      tx,
      {
        tenantId: tx.tenantId,
        id: place.transcriptId,
        meetingId,
        source: imported.format,
        fileName: place.fileName?.slice(0, 255) ?? null,
        objectKey: place.objectKey,
        besideMediaId: recordingBeside(tx.tenantId, meetingId),
        language: imported.language,
        timesApproximate: imported.timesApproximate,
        warnings: imported.warnings,
        segmentCount,
        wordCount,
        durationMs,
      },
      names,
      imported.rows,
    )
    const { dropsRecording } = await attachTranscript(tx, meetingId, place.transcriptId, {
      durationMs,
      ...(imported.language ? { language: imported.language } : {}),
    })
    if (dropsRecording) await recordChange(tx, ctx, meetingId, 'replacement_discarded')
    if (meeting.participants.length > 0) await linkSpeakers(tx, meetingId, place.transcriptId)
    await audit(tx, ctx, 'transcript.imported', meetingId, { source: imported.format })
    await recordChange(tx, ctx, meetingId, 'transcript_imported')
    return {
      transcriptId: place.transcriptId,
      source: imported.format,
      encoding: imported.encoding,
      segmentCount,
      speakerCount: names.length,
      durationMs,
      warnings: imported.warnings,
    }
  })
}

/** The route does not parse this body, so its content is passed to the idempotency check here. */
function withBodyHash(ctx: Ctx, { hash }: ReadTranscript): Ctx {
  if (!ctx.idempotency || hash === null) return ctx
  return { ...ctx, idempotency: { key: ctx.idempotency.key, requestHash: hash } }
}

async function parseFile(
  { reader }: TranscriptionDeps,
  ctx: Ctx,
  { blocks, fileName }: TranscriptFile,
  known: KnownNames,
): Promise<FileInHand> {
  const hashPrefix = ctx.idempotency?.requestHash ?? null
  try {
    return await reader.read(claimantOf(ctx), blocks, { fileName, hashPrefix, known })
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    const expected = error.expected.length > 0 ? ` Expected: ${error.expected.join('; ')}.` : ''
    throw new AppError(
      error.code,
      `${error.detail}${expected} Nothing was changed.`,
      [
        {
          pointer: error.pointer ?? '',
          detail: error.detail,
          inRussian: translateReason(error),
          reason: error.reason,
        },
      ],
      {},
      `${describeImport(error)} Ничего не изменено.`,
    )
  }
}

function requireIdle(meeting: MeetingRow): void {
  if (isBusy(meeting.status) || meeting.status === 'uploading') {
    throw new AppError(
      'wrong_state',
      'This meeting is being worked on. Wait until it is done, or cancel it, and then bring the transcript.',
      [],
      {},
      'Встреча сейчас в работе. Дождитесь результата или остановите её, затем добавьте расшифровку.',
    )
  }
  if (meeting.status === 'accepted') {
    throw new AppError(
      'wrong_state',
      'This meeting is accepted. Reopen it before you bring another transcript.',
      [],
      {},
      'Встреча принята. Откройте её снова, прежде чем добавлять другую расшифровку.',
    )
  }
}
