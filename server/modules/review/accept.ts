import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import { actorId, type Ctx } from '../../platform/context.ts'
import { AppError, notFound, retentionOver } from '../../platform/errors.ts'
import { withWrite } from '../../../db/transaction.ts'
import { listRunItems } from '../analysis/index.ts'
import {
  getMeeting,
  getMeetingForChange,
  markAccepted,
  markReopened,
  type MeetingView,
  recordChange,
  toMeetingView,
} from '../meetings/index.ts'
import type { AcceptedSection } from './contract.ts'
import { applyDecision, needsOverride } from './decide-item.ts'
import type { ReviewDeps } from './deps.ts'
import { publishItemChanges, requireReview } from './open-item.ts'
import { type OpenAnchor, withAnchors } from './re-anchor.ts'
import { countUndecided, isResultExpired } from './repo/runs.ts'

/** Accepts every open item of a section, except unsupported items, which need a person's note. */
export async function acceptSection(
  deps: ReviewDeps,
  ctx: Ctx,
  meetingId: string,
  name: string,
): Promise<AcceptedSection> {
  authorize(ctx, 'meetings:write')
  const write = (openAnchor: OpenAnchor) =>
    withWrite(deps.db, ctx, async (tx) => {
      const meeting = await getMeetingForChange(tx, ctx, meetingId)
      requireReview(meeting)
      const pack = await deps.packs.find(tx, meeting.scenario_id, meeting.scenario_version)
      const section = pack?.sections.find((candidate) => candidate.name === name)
      if (!pack || !section || !meeting.current_run_id) throw notFound('section')
      const items = await listRunItems(tx, meeting.current_run_id)
      const open = items.filter((item) => item.section === name && item.review_state === 'proposed')
      const ready = open.filter((item) => !needsOverride(item, section))
      const anchor = await openAnchor(tx, pack, meeting.current_run_id, ready)
      for (const item of ready) {
        await applyDecision(tx, ctx, item, section, { decision: 'accept', note: null, anchor })
      }
      await audit(tx, ctx, 'section.accepted', meetingId, { section: name, count: ready.length })
      if (ready.length > 0)
        await publishItemChanges(
          tx,
          meeting,
          ready.map((item) => item.id),
        )
      return {
        acceptedCount: ready.length,
        items: ready.map(({ id, rev }) => ({ id, rev: rev + 1 })),
        skippedCount: open.length - ready.length,
      }
    })
  return withAnchors(deps, ctx, write)
}

/** Accepts a meeting and closes its review. Throws `items_undecided` with the sections that still have open items. */
export async function acceptMeeting(
  deps: ReviewDeps,
  ctx: Ctx,
  meetingId: string,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId, expectedRev)
    requireReview(meeting)
    if (await isResultExpired(tx, meeting.current_run_id)) throw retentionOver('result')
    const left = meeting.current_run_id ? await countUndecided(tx, meeting.current_run_id) : []
    if (left.length > 0) {
      throw new AppError(
        'items_undecided',
        'Some items are neither accepted nor rejected yet; the list says in which sections. Decide them first.',
        left.map(({ section, open }) => ({
          pointer: `/sections/${section}`,
          detail: `${open} left`,
          inRussian: `осталось ${open}`,
        })),
        {},
        'Решено не по всем пунктам; в каких разделах, сказано в списке. Сначала примите или отклоните каждый.',
      )
    }
    await markAccepted(tx, meetingId, actorId(ctx))
    await audit(tx, ctx, 'meeting.accepted', meetingId)
    await recordChange(tx, ctx, meetingId, 'accepted')
    return toMeetingView(await getMeeting(tx, ctx, meetingId))
  })
}

/** Reopens the review of an accepted meeting and keeps every decision. */
export async function reopenMeeting(
  deps: ReviewDeps,
  ctx: Ctx,
  meetingId: string,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId, expectedRev)
    if (meeting.status !== 'accepted') {
      throw new AppError(
        'wrong_state',
        'Only an accepted meeting can be reopened.',
        [],
        {},
        'Снова открыть можно только принятую встречу.',
      )
    }
    await markReopened(tx, meetingId)
    await audit(tx, ctx, 'meeting.reopened', meetingId)
    await recordChange(tx, ctx, meetingId, 'reopened')
    return toMeetingView(await getMeeting(tx, ctx, meetingId))
  })
}
