import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack, Segment } from '../../../plugins/engine/index.ts'
import type { Ctx } from '../../platform/context.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import type { EvidenceRow, ItemRow } from '../analysis/index.ts'
import { loadSegmentsNear, type SpokenSegment } from '../transcription/index.ts'
import type { ReviewDeps } from './deps.ts'
import { findTranscriptOfRun } from './repo/runs.ts'

/** Returns the evidence of an item in the current transcript. */
export type Anchor = (item: ItemRow) => EvidenceRow[]

const isStale = (item: ItemRow): boolean => item.evidence.some(({ moved }) => moved)

/** Updated evidence, by item and revision. */
type Found = Map<string, EvidenceRow[]>
const keyOf = ({ id, rev }: ItemRow): string => `${id}/${rev}`

/** Thrown for items whose quotes must be located before they are accepted, and outside the lock on their meeting. */
class NotAnchored extends Error {
  constructor(
    readonly pack: LoadedPack,
    readonly items: ItemRow[],
    readonly segments: SpokenSegment[],
  ) {
    super('Quotes have to be looked up first.')
  }
}

/** Returns the anchor for items that a transaction has read. */
export type OpenAnchor = (
  tx: TenantTx,
  pack: LoadedPack,
  runId: string,
  items: ItemRow[],
) => Promise<Anchor>

/**
 * Updates stale evidence on acceptance. A person who accepts an item has seen that its cited words were corrected or
 * assigned to another speaker. Quotes that are still in their segment move to its current revision and speaker. Other
 * quotes stay the same, and the item stays stale. `write` runs the transaction. If it finds stale items, it is rolled
 * back, their quotes are located, and it runs once more. An item that changed in between keeps its evidence.
 */
export async function withAnchors<T>(
  { judge }: Pick<ReviewDeps, 'judge'>,
  ctx: Ctx,
  write: (openAnchor: OpenAnchor) => Promise<T>,
): Promise<T> {
  try {
    return await write(async (tx, pack, runId, items) => {
      const stale = items.filter(isStale)
      if (stale.length === 0) return ({ evidence }) => evidence
      throw new NotAnchored(pack, stale, await segmentsNear(tx, runId, stale))
    })
  } catch (error) {
    if (!(error instanceof NotAnchored)) throw error
    const found = await locateQuotes(judge, ctx, error)
    return write(async () => (item) => found.get(keyOf(item)) ?? item.evidence)
  }
}

async function segmentsNear(
  tx: TenantTx,
  runId: string,
  items: ItemRow[],
): Promise<SpokenSegment[]> {
  const transcriptId = await findTranscriptOfRun(tx, runId)
  const cited = items.flatMap(({ evidence }) => evidence.map(({ ordinal }) => ordinal))
  return transcriptId ? loadSegmentsNear(tx, transcriptId, cited) : []
}

/** Locates each moved quote separately: it must be in its own segment. */
async function locateQuotes(
  judge: ReviewDeps['judge'],
  ctx: Ctx,
  { pack, items, segments }: NotAnchored,
): Promise<Found> {
  const speakers = new Map(segments.map(({ ordinal, speakerId }) => [ordinal, speakerId]))
  const found: Found = new Map()
  for (const item of items) {
    const moved = item.evidence.filter((entry) => entry.moved)
    const near = segmentsOf(moved, segments)
    const grounded = await judge.ground(
      claimantOf(ctx),
      pack,
      moved.map(({ ordinal, quote }) => ({
        section: item.section,
        value: item.value,
        citations: [{ segment: ordinal, anchor: quote }],
      })),
      near,
    )
    const evidence = item.evidence.map((entry): EvidenceRow => {
      if (!entry.moved) return entry
      const again = grounded[moved.indexOf(entry)]?.evidence.find(
        ({ ordinal, state }) => ordinal === entry.ordinal && state === 'verified',
      )
      if (!again) return entry
      return {
        ord: entry.ord,
        ordinal: entry.ordinal,
        rev: again.rev,
        speaker_id: speakers.get(entry.ordinal) ?? null,
        start_char: again.startChar,
        end_char: again.endChar,
        quote: again.quote,
        state: entry.state,
      }
    })
    found.set(keyOf(item), evidence)
  }
  return found
}

const nearness = 4
const segmentsOf = (moved: EvidenceRow[], segments: SpokenSegment[]): Segment[] =>
  segments.filter(({ ordinal }) =>
    moved.some((entry) => Math.abs(entry.ordinal - ordinal) <= nearness),
  )
