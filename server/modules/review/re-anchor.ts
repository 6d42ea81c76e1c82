import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack, Segment } from '../../../plugins/engine/index.ts'
import type { Ctx } from '../../platform/context.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import type { EvidenceRow, ItemRow } from '../analysis/index.ts'
import { loadSegmentsNear, type SpokenSegment } from '../transcription/index.ts'
import type { ReviewDeps } from './deps.ts'

/** The evidence of items as it stands in the transcript of today. */
export type Anchor = (item: ItemRow) => EvidenceRow[]

const isStale = (item: ItemRow): boolean => item.evidence.some(({ moved }) => moved)

/** Evidence that was found again, by item and revision. */
type Found = Map<string, EvidenceRow[]>
const keyOf = ({ id, rev }: ItemRow): string => `${id}/${rev}`

/** Items whose quotes have to be looked up before they are accepted: not while their meeting is locked. */
class NotAnchored extends Error {
  constructor(
    readonly pack: LoadedPack,
    readonly items: ItemRow[],
    readonly segments: SpokenSegment[],
  ) {
    super('Quotes have to be looked up first.')
  }
}

/** Gives the anchor of items that a transaction has read. */
export type OpenAnchor = (
  tx: TenantTx,
  pack: LoadedPack,
  runId: string,
  items: ItemRow[],
) => Promise<Anchor>

/**
 * Whoever accepts an item whose cited words were corrected or given to another speaker has seen them: quotes that still
 * stand in their segment move to its present revision and speaker. What is not said there any more stays as it was cited,
 * and the item stays stale. `write` does the transaction; where it meets stale items it is rolled back, their quotes are
 * looked up, and it is done once more. An item that changed in between stays as it is.
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
    const found = await findAgain(judge, ctx, error)
    return write(async () => (item) => found.get(keyOf(item)) ?? item.evidence)
  }
}

async function segmentsNear(
  tx: TenantTx,
  runId: string,
  items: ItemRow[],
): Promise<SpokenSegment[]> {
  const [run] = await tx.sql<{ transcript_id: string }[]>`
    select transcript_id from runs where tenant_id = ${tx.tenantId} and id = ${runId}`
  const cited = items.flatMap(({ evidence }) => evidence.map(({ ordinal }) => ordinal))
  return run ? loadSegmentsNear(tx, run.transcript_id, cited) : []
}

/** Each moved quote is looked up alone: it has to stand in its own segment. */
async function findAgain(
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
