import type { TenantTx } from '../../../db/tenant.ts'
import { needsEvidence, type SectionSpec } from '../../../plugins/engine/index.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { withWrite } from '../../../db/transaction.ts'
import {
  asReference,
  type EvidenceRow,
  getItem,
  type ItemRow,
  type ItemView,
  withCurrentSpeaker,
  type ReferenceRow,
  toItemView,
} from '../analysis/index.ts'
import type { ReviewDeps } from './deps.ts'
import { pushHistory, stateOf, writeState } from './item-state.ts'
import { publishItemChanges, openItem, userId } from './open-item.ts'
import { type Anchor, type OpenAnchor, withAnchors } from './re-anchor.ts'
import { type ItemState, popHistory } from './repo/items.ts'

export type Decision = 'accept' | 'reject' | 'reopen'

/**
 * Accepts, rejects or reopens an item. A decided item is locked, so later runs keep it. If the scenario requires
 * evidence, accepting an unsupported item needs a note (`override_needed`). Accepting a stale item updates its evidence
 * if the quoted words are still there.
 */
export async function decideItem(
  deps: ReviewDeps,
  ctx: Ctx,
  itemId: string,
  decision: Decision,
  options: { overrideNote?: string | undefined; expectedRev?: number | null } = {},
): Promise<ItemView> {
  authorize(ctx, 'meetings:write')
  const expectedRev = options.expectedRev ?? null
  const write = (openAnchor: OpenAnchor) =>
    withWrite(deps.db, ctx, async (tx) => {
      const { item, meeting, section, pack } = await openItem(deps, tx, ctx, itemId, expectedRev)
      const note = options.overrideNote?.trim() || null
      // Ignore a repeated decision: with a second history entry, undo would change nothing.
      const anchor = await openAnchor(tx, pack, item.run_id, decision === 'accept' ? [item] : [])
      const isEvidenceUpdated = isReAnchored(item, anchor(item))
      if (isRepeated(item, decision, note) && !isEvidenceUpdated) return toItemView(item)
      await applyDecision(tx, ctx, item, section, { decision, note, anchor })
      await audit(tx, ctx, `item.${decision}`, itemId, { meetingId: meeting.id })
      await publishItemChanges(tx, meeting, [itemId])
      return toItemView(await getItem(tx, itemId))
    })
  return withAnchors(deps, ctx, write)
}

const outcomes = { accept: 'accepted', reject: 'rejected', reopen: 'proposed' } as const

const isRepeated = (item: ItemRow, decision: Decision, note: string | null): boolean =>
  item.review_state === outcomes[decision] &&
  (decision !== 'accept' || (note === item.override_note && hasAcceptedNames(item)))

/** False if a name has changed since: accepting the item again confirms the new name. */
const hasAcceptedNames = ({ references }: ItemRow): boolean =>
  references.every(({ accepted_as, now_name }) => accepted_as === null || accepted_as === now_name)

/** True if accepting the item needs a person's note. */
export const needsOverride = (item: ItemRow, section: SectionSpec): boolean =>
  needsEvidence(section, item.value) && item.evidence_state === 'unsupported'

export async function applyDecision(
  tx: TenantTx,
  ctx: Ctx,
  item: ItemRow,
  section: SectionSpec,
  { decision, note, anchor }: { decision: Decision; note: string | null; anchor: Anchor },
): Promise<void> {
  if (decision === 'accept' && needsOverride(item, section) && !note) {
    throw new AppError(
      'override_needed',
      'Nothing in the recording supports this item. Correct it, reject it, or accept it with a note that says why.',
      [{ pointer: '/overrideNote', detail: 'a reason is needed', inRussian: 'нужно объяснение' }],
      {},
      'В записи нет подтверждения этому пункту. Исправьте его, отклоните или примите, написав почему.',
    )
  }
  await pushHistory(tx, item, userId(ctx))
  const next = decided(stateOf(item), decision, userId(ctx), note)
  const evidence = anchor(item)
  const people = decidedPeople(item, decision, isReAnchored(item, evidence))
  await writeState(tx, item, section, { ...next, evidence, people })
}

const isReAnchored = (item: ItemRow, evidence: EvidenceRow[]): boolean =>
  evidence.some((entry, at) => entry !== item.evidence[at])

/**
 * An accepted item stores the names it was accepted with. If its evidence was updated, its speakers are updated too.
 */
const decidedPeople = (
  item: ItemRow,
  decision: Decision,
  isEvidenceUpdated: boolean,
): ReferenceRow[] =>
  item.people
    .filter(({ place }) => place === 'value')
    .map((one) => ({
      ...(isEvidenceUpdated ? withCurrentSpeaker(one) : asReference(one)),
      accepted_as: decision === 'accept' ? one.now_name : null,
    }))

function decided(
  state: ItemState,
  decision: Decision,
  by: string,
  overrideNote: string | null,
): ItemState {
  const fieldLocks = state.locks.filter((lock) => lock.pointer !== '')
  if (decision === 'reopen') {
    const open = {
      reviewState: 'proposed' as const,
      overrideNote: null,
      decidedBy: null,
      decidedAt: null,
    }
    return { ...state, ...open, locks: fieldLocks }
  }
  return {
    ...state,
    reviewState: outcomes[decision],
    overrideNote: decision === 'accept' ? overrideNote : null,
    decidedBy: by,
    decidedAt: new Date().toISOString(),
    locks: [...fieldLocks, { pointer: '', value: null, locked_by: by }],
  }
}

/** Undoes the newest change of an item, no matter who made it. Throws `nothing_to_undo`. */
export async function undoItem(
  deps: ReviewDeps,
  ctx: Ctx,
  itemId: string,
  expectedRev: number | null,
): Promise<ItemView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const { item, meeting, section } = await openItem(deps, tx, ctx, itemId, expectedRev)
    const before = await popHistory(tx, itemId)
    if (!before)
      throw new AppError(
        'nothing_to_undo',
        'This item is as the run proposed it; there is nothing to undo.',
        [],
        {},
        'Пункт такой, каким его предложил запуск; отменять нечего.',
      )
    await writeState(tx, item, section, before)
    await audit(tx, ctx, 'item.undone', itemId, { meetingId: meeting.id })
    await publishItemChanges(tx, meeting, [itemId])
    return toItemView(await getItem(tx, itemId))
  })
}
