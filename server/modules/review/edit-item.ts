import { needsEvidence, type ItemValue, type SectionSpec } from '../../../plugins/engine/index.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError, changedMeanwhile } from '../../platform/errors.ts'
import { withTenant } from '../../../db/tenant.ts'
import { withWrite } from '../../../db/transaction.ts'
import { getItem, type ItemView, type ReferenceRow, toItemView } from '../analysis/index.ts'
import { loadSegmentsNear, type SpokenSegment } from '../transcription/index.ts'
import { applyPeopleChanges } from './changed-people.ts'
import type { PatchItem } from './contract.ts'
import type { ReviewDeps } from './deps.ts'
import { lockFields, pushHistory, stateOf, writeState } from './item-state.ts'
import { ground, type Grounded, refuseInvalid } from './judge-item.ts'
import { mergeValue } from './merge-value.ts'
import { publishItemChanges, type OpenItem, openItem, userId } from './open-item.ts'
import type { ItemState } from './repo/items.ts'

/**
 * Changes fields of an item. The result must fit the scenario's schema; it is grounded again and may lose `verified`.
 * Changed fields are locked. Throws `invalid_request` with pointers into the body.
 */
export async function editItem(
  deps: ReviewDeps,
  ctx: Ctx,
  itemId: string,
  change: PatchItem,
  expectedRev: number | null,
): Promise<ItemView> {
  authorize(ctx, 'meetings:write')
  for (let attempt = 1; ; attempt++) {
    const judged = await judgeEdit(deps, ctx, itemId, change, expectedRev)
    try {
      return await saveEdit(deps, ctx, itemId, judged, expectedRev)
    } catch (error) {
      if (!(error instanceof StaleJudgement)) throw error
      if (attempt === maxAttempts) throw changedMeanwhile(error.rev)
    }
  }
}

/** The item changed while the edit was being judged. */
class StaleJudgement extends Error {
  constructor(readonly rev: number) {
    super('The edit was judged against an older revision.')
  }
}

const maxAttempts = 3

/** A valid edit, judged against one revision of the item. */
interface JudgedEdit {
  rev: number
  value: ItemValue
  /** References after the edit. */
  people: ReferenceRow[]
  /** Fields that a person changed. */
  fields: string[]
  /** Null if the edit changes nothing. */
  grounded: Grounded | null
}

/**
 * Judges an edit before the transaction that writes it, so that no row is locked while a scenario's patterns are
 * matched. Errors are thrown inside that transaction: a repeated request must get its first response, even if the item
 * has changed.
 */
async function judgeEdit(
  deps: ReviewDeps,
  ctx: Ctx,
  itemId: string,
  change: PatchItem,
  expectedRev: number | null,
): Promise<JudgedEdit | AppError> {
  try {
    const { open, segments, changed } = await withTenant(deps.db, ctx, async (tx) => {
      const open = await openItem(deps, tx, ctx, itemId, expectedRev)
      const cited = open.item.evidence.map(({ ordinal }) => ordinal)
      const changed = await applyPeopleChanges(tx, open, change, (given) =>
        mergeValue(open.section, open.item.stored, given),
      )
      return { open, changed, segments: await loadSegmentsNear(tx, open.transcriptId, cited) }
    })
    const { value, people, fields } = changed
    await refuseInvalid(deps, ctx, open, value, people)
    const { rev } = open.item
    const isChange = fields.length > 0
    const grounded = isChange ? await groundAgain(deps, ctx, open, value, segments) : null
    return { rev, value, people, fields, grounded }
  } catch (error) {
    if (ctx.idempotency && error instanceof AppError) return error
    throw error
  }
}

/** Grounds the item again. If the transcript was deleted, its evidence stays the same. */
async function groundAgain(
  deps: ReviewDeps,
  ctx: Ctx,
  { item, meeting, pack, section, isTranscriptGone }: OpenItem,
  value: ItemValue,
  segments: SpokenSegment[],
): Promise<Grounded | null> {
  if (isTranscriptGone) {
    const { evidenceState, evidence } = stateOf(item)
    return { evidenceState, evidence }
  }
  const citations = item.evidence.map(({ ordinal, quote }) => ({ segment: ordinal, anchor: quote }))
  return ground(deps, ctx, { meeting, pack, section, value, citations }, segments)
}

function saveEdit(
  deps: ReviewDeps,
  ctx: Ctx,
  itemId: string,
  judged: JudgedEdit | AppError,
  expectedRev: number | null,
): Promise<ItemView> {
  return withWrite(deps.db, ctx, async (tx) => {
    const open = await openItem(deps, tx, ctx, itemId, expectedRev)
    if (judged instanceof AppError) throw judged
    if (open.item.rev !== judged.rev) throw new StaleJudgement(open.item.rev)
    const { value, people, fields, grounded } = judged
    if (!grounded) return toItemView(open.item)
    const before = stateOf(open.item)
    const next: ItemState = {
      ...before,
      ...grounded,
      value,
      locks: lockFields(before.locks, fields, value, userId(ctx)),
      people,
    }
    await pushHistory(tx, open.item, userId(ctx))
    await writeState(tx, open.item, open.section, reopenIfUnsupported(next, open.section))
    await audit(tx, ctx, 'item.edited', itemId, { meetingId: open.meeting.id })
    await publishItemChanges(tx, open.meeting, [itemId])
    return toItemView(await getItem(tx, itemId))
  })
}

/** Reopens an accepted item that lost its support: accepting it now needs a note. */
function reopenIfUnsupported(state: ItemState, section: SectionSpec): ItemState {
  const lost =
    state.reviewState === 'accepted' &&
    state.evidenceState === 'unsupported' &&
    needsEvidence(section, state.value) &&
    !state.overrideNote
  if (!lost) return state
  const locks = state.locks.filter((known) => known.pointer !== '')
  return { ...state, reviewState: 'proposed', decidedBy: null, decidedAt: null, locks }
}
