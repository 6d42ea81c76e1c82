import type { TenantTx } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { changedMeanwhile, notFound } from '../../../platform/errors.ts'
import { foldName } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { ChangedSegments, PatchSegment } from '../contract.ts'
import type { TranscriptionDeps } from '../deps.ts'
import { toSegmentView } from '../read-transcript.ts'
import { listSegments, listSpeakers, type SegmentRow } from '../repo.ts'
import { openTranscript, recordTranscriptChange, refuse } from './open-transcript.ts'
import { giveSegments, insertSpeaker, listSpeakerRows, writeText } from './repo.ts'

/** The most segments that one request can assign to a speaker. */
const maxAtOnce = 10_000

/**
 * Corrects what a segment says, or gives it, or all from it through another one, to a speaker. A correction raises the
 * segment's revision and drops the words that were heard; what cites it is stale. `expectedRev` is the segment's.
 */
export async function changeSegment(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
  ordinal: number,
  input: PatchSegment,
  expectedRev: number | null,
): Promise<ChangedSegments> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const { transcriptId } = await openTranscript(tx, ctx, meetingId)
    const last = input.through ?? ordinal
    requireSound(ordinal, input)
    const before = await listSegments(tx, transcriptId, ordinal - 1, last - ordinal + 1)
    const [first] = before
    if (!first || first.ordinal !== ordinal) throw notFound('segment')
    if (before.at(-1)?.ordinal !== last) {
      throw refuse([
        { pointer: '/through', detail: 'there is no such segment', inRussian: 'такой реплики нет' },
      ])
    }
    if (expectedRev !== null && expectedRev !== first.rev) throw changedMeanwhile(first.rev)

    const isCorrected = await correct(tx, first, input.text)
    const moved = await giveTo(tx, transcriptId, ordinal, last, input.speaker)
    const ordinals = [...new Set([...(isCorrected ? [ordinal] : []), ...moved])]
    const staleItemIds =
      ordinals.length === 0
        ? []
        : await recordTranscriptChange(tx, ctx, meetingId, transcriptId, {
            action: isCorrected ? 'transcript.corrected' : 'transcript.speakers_changed',
            ordinals,
            data: { firstSegment: ordinal, changedSegments: ordinals.length },
          })
    const after = await listSegments(tx, transcriptId, ordinal - 1, last - ordinal + 1)
    return {
      data: after.map(toSegmentView),
      speakers: await listSpeakers(tx, transcriptId),
      staleItemIds,
    }
  })
}

function requireSound(ordinal: number, { text, speaker, through }: PatchSegment): void {
  if (through === undefined) return
  const fault = (detail: string, inRussian: string) =>
    refuse([{ pointer: '/through', detail, inRussian }])
  if (speaker === undefined || text !== undefined)
    throw fault('goes with `speaker` alone', 'бывает только вместе с `speaker`')
  if (through < ordinal) throw fault('lies before the first segment', 'раньше первой реплики')
  if (through - ordinal >= maxAtOnce)
    throw fault(`at most ${maxAtOnce} segments at once`, `не больше ${maxAtOnce} реплик сразу`)
}

async function correct(
  tx: TenantTx,
  segment: SegmentRow,
  given: string | undefined,
): Promise<boolean> {
  const text = given?.replaceAll(/\s+/g, ' ').trim()
  if (text === undefined || text === segment.text) return false
  await writeText(tx, segment, text, countWords(text) - countWords(segment.text))
  return true
}

const countWords = (text: string): number => text.split(/\s+/).filter(Boolean).length

/** Returns the segments whose speaker changed. */
async function giveTo(
  tx: TenantTx,
  transcriptId: string,
  first: number,
  last: number,
  speaker: PatchSegment['speaker'],
): Promise<number[]> {
  if (speaker === undefined) return []
  const id = speaker === null ? null : await findOrAddSpeaker(tx, transcriptId, speaker)
  return giveSegments(tx, transcriptId, { first, last }, id)
}

async function findOrAddSpeaker(
  tx: TenantTx,
  transcriptId: string,
  speaker: { id: number } | { name: string },
): Promise<number> {
  const known = await listSpeakerRows(tx, transcriptId)
  if ('id' in speaker) {
    if (known.some(({ id }) => id === speaker.id)) return speaker.id
    throw refuse([
      {
        pointer: '/speaker/id',
        detail: 'no such speaker in this transcript',
        inRussian: 'такого говорящего в этой расшифровке нет',
      },
    ])
  }
  const name = speaker.name.trim()
  const same = known.find((one) => foldName(one.name) === foldName(name))
  if (same) return same.id
  const id = Math.max(0, ...known.map((one) => one.id)) + 1
  if (id > 32_767)
    throw refuse([
      {
        pointer: '/speaker',
        detail: 'there are too many speakers',
        inRussian: 'говорящих слишком много',
      },
    ])
  await insertSpeaker(tx, transcriptId, id, name)
  return id
}
