import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { withWrite } from '../../../db/transaction.ts'
import { listRunItems } from '../analysis/index.ts'
import { getMeetingForChange } from '../meetings/index.ts'
import type { ItemRevision, UndoneItems } from './contract.ts'
import type { ReviewDeps } from './deps.ts'
import { writeState } from './item-state.ts'
import { publishItemChanges, requireReview } from './open-item.ts'
import { popHistory } from './repo/items.ts'

/**
 * Undoes the newest change of each given item that still has the given revision. Items that somebody has changed since
 * then stay the same and are counted.
 */
export async function undoItems(
  deps: ReviewDeps,
  ctx: Ctx,
  meetingId: string,
  wanted: readonly ItemRevision[],
): Promise<UndoneItems> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId)
    requireReview(meeting)
    const pack = await deps.packs.find(tx, meeting.scenario_id, meeting.scenario_version)
    if (!pack || !meeting.current_run_id) throw notFound('run')
    const revisions = new Map(wanted.map(({ id, rev }) => [id, rev]))
    const items = await listRunItems(tx, meeting.current_run_id)
    const undone: ItemRevision[] = []
    for (const item of items.filter(({ id, rev }) => revisions.get(id) === rev)) {
      const section = pack.sections.find(({ name }) => name === item.section)
      const before = section && (await popHistory(tx, item.id))
      if (!before) continue
      await writeState(tx, item, section, before)
      await audit(tx, ctx, 'item.undone', item.id, { meetingId })
      undone.push({ id: item.id, rev: item.rev + 1 })
    }
    if (undone.length > 0)
      await publishItemChanges(
        tx,
        meeting,
        undone.map(({ id }) => id),
      )
    return { items: undone, changedCount: revisions.size - undone.length }
  })
}
