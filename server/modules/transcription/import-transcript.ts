import { createHash } from 'node:crypto'
import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../platform/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { meetingPrefix } from '../../platform/object-keys.ts'
import { inSpan } from '../../platform/telemetry.ts'
import { withWrite } from '../../platform/transaction.ts'
import { listPersonNames } from '../directory/index.ts'
import {
  bringTranscript,
  getMeetingForChange,
  isBusy,
  type MeetingRow,
  recordChange,
  replaceParticipants,
} from '../meetings/index.ts'
import type { ImportedView } from './contract.ts'
import type { TranscriptionDeps } from './deps.ts'
import {
  ImportError,
  type ImportedTranscript,
  importTranscript as parse,
  type KnownNames,
} from './import/index.ts'
import { insertTranscript } from './repo.ts'

export interface TranscriptFile {
  bytes: Uint8Array
  fileName: string | null
  contentType: string | null
}

/** A directory past this is no evidence for any one meeting. */
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
    // A repeated request is answered from its first answer, whatever the meeting has become since.
    if (!ctx.idempotency) requireIdle(meeting)
    return {
      participants: meeting.participants.map(({ name }) => name),
      directory: await listPersonNames(tx, MAX_KNOWN_NAMES),
    }
  })
  const imported = await inSpan(
    'transcript.parse',
    { 'aam.meeting_id': meetingId, 'aam.size_bytes': file.bytes.byteLength },
    async () => parseFile(file, known),
  )
  const transcriptId = newId()
  const objectKey = `${meetingPrefix(ctx.tenantId, meetingId)}transcripts/${transcriptId}/original`
  await inSpan('storage.put', { 'aam.meeting_id': meetingId }, () =>
    deps.files.put(objectKey, file.bytes, { contentType: 'application/octet-stream' }),
  )
  try {
    const write = withBodyHash(ctx, file.bytes)
    const view = await save(deps, write, meetingId, file, imported, { transcriptId, objectKey })
    if (view.transcriptId !== transcriptId) await deps.files.deletePrefix(objectKey)
    return view
  } catch (error) {
    // After a lost connection nobody knows whether it was committed: the file stays, and goes with its meeting.
    if (error instanceof AppError) await deps.files.deletePrefix(objectKey).catch(() => undefined)
    throw error
  }
}

async function save(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
  file: TranscriptFile,
  imported: ImportedTranscript,
  place: { transcriptId: string; objectKey: string },
): Promise<ImportedView> {
  const names = speakerNames(imported)
  const ids = new Map(names.map((name, at) => [name, at + 1]))
  const durationMs = imported.segments.reduce<number | null>(
    (longest, { startMs, endMs }) => maximum(longest, endMs ?? startMs),
    null,
  )
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
        fileName: file.fileName?.slice(0, 255) ?? null,
        objectKey: place.objectKey,
        language: imported.language,
        timesApproximate: imported.timesApproximate,
        warnings: imported.warnings,
        segmentCount: imported.segments.length,
        wordCount: imported.segments.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0),
        durationMs,
      },
      names,
      imported.segments.map(({ speaker, ...segment }) => ({
        ...segment,
        speakerId: speaker === null ? null : (ids.get(speaker) ?? null),
      })),
    )
    await bringTranscript(tx, meetingId, place.transcriptId, {
      durationMs,
      ...(imported.language ? { language: imported.language } : {}),
    })
    if (meeting.participants.length === 0) {
      await replaceParticipants(
        tx,
        meetingId,
        names.slice(0, 200).map((name) => ({ name })),
      )
    }
    await audit(tx, ctx, 'transcript.imported', meetingId, { source: imported.format })
    await recordChange(tx, ctx, meetingId, 'transcript_imported')
    return {
      transcriptId: place.transcriptId,
      source: imported.format,
      encoding: imported.encoding,
      segmentCount: imported.segments.length,
      speakerCount: names.length,
      durationMs,
      warnings: imported.warnings,
    }
  })
}

/** The route does not parse this body, so the idempotent write learns of its content here. */
function withBodyHash(ctx: Ctx, bytes: Uint8Array): Ctx {
  if (!ctx.idempotency) return ctx
  const { key, requestHash } = ctx.idempotency
  const hash = createHash('sha256').update(requestHash).update(bytes).digest('hex')
  return { ...ctx, idempotency: { key, requestHash: hash } }
}

function parseFile(file: TranscriptFile, known: KnownNames): ImportedTranscript {
  try {
    return parse(file.bytes, { known, ...(file.fileName ? { fileName: file.fileName } : {}) })
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    const expected = error.expected.length > 0 ? ` Expected: ${error.expected.join('; ')}.` : ''
    throw new AppError(error.code, `${error.detail}${expected} Nothing was changed.`, [
      { pointer: error.pointer ?? '', detail: error.detail, reason: error.reason },
    ])
  }
}

function requireIdle(meeting: MeetingRow): void {
  if (isBusy(meeting.status) || meeting.status === 'uploading') {
    throw new AppError(
      'wrong_state',
      'This meeting is being worked on. Wait until it is done, or cancel it, and then bring the transcript.',
    )
  }
  if (meeting.status === 'accepted') {
    throw new AppError(
      'wrong_state',
      'This meeting is accepted. Reopen it before you bring another transcript.',
    )
  }
}

const speakerNames = ({ segments }: ImportedTranscript): string[] => [
  ...new Set(segments.flatMap(({ speaker }) => (speaker === null ? [] : [speaker]))),
]

const maximum = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)
