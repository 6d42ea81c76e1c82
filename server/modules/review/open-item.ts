import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack, SectionSpec } from '../../../plugins/engine/index.ts'
import type { Ctx, UserPrincipal } from '../../platform/context.ts'
import { AppError, changedMeanwhile, notFound } from '../../platform/errors.ts'
import { publish } from '../../jobs/outbox.ts'
import { countItems, getItem, type ItemRow } from '../analysis/index.ts'
import {
  getMeeting,
  getMeetingForChange,
  type MeetingRow,
  publishMeeting,
} from '../meetings/index.ts'
import type { ReviewDeps } from './deps.ts'
import { getItemPlace } from './repo/runs.ts'

export interface OpenItem {
  item: ItemRow
  meeting: MeetingRow
  pack: LoadedPack
  section: SectionSpec
  transcriptId: string
  /** The quoted transcript was deleted: the evidence stays the same. */
  isTranscriptGone: boolean
}

const asMissingItem = (error: unknown): never => {
  throw error instanceof AppError && error.code === 'not_found' ? notFound('item') : error
}

/** Reads an item whose meeting the principal may see. Throws `not_found` for any other, as for a missing one. */
export async function readItemRow(tx: TenantTx, ctx: Ctx, itemId: string): Promise<ItemRow> {
  const place = await getItemPlace(tx, itemId)
  await getMeeting(tx, ctx, place.meetingId).catch(asMissingItem)
  return getItem(tx, itemId)
}

/**
 * Opens an item for a decision. Its meeting must be in review, show the item's run and be writable by the principal.
 */
export async function openItem(
  deps: ReviewDeps,
  tx: TenantTx,
  ctx: Ctx,
  itemId: string,
  expectedRev: number | null,
): Promise<OpenItem> {
  const place = await getItemPlace(tx, itemId)
  const meeting = await getMeetingForChange(tx, ctx, place.meetingId).catch(asMissingItem)
  requireReview(meeting)
  const item = await getItem(tx, itemId)
  if (item.run_id !== meeting.current_run_id) {
    throw new AppError(
      'wrong_state',
      'This item belongs to a result that is not shown. Adopt its run first.',
      [],
      {},
      'Этот пункт – из результата, который сейчас не показан. Сначала выберите тот запуск.',
    )
  }
  if (expectedRev !== null && expectedRev !== item.rev) throw changedMeanwhile(item.rev)
  const pack = await deps.packs.find(tx, place.packId, place.packVersion)
  const section = pack?.sections.find(({ name }) => name === item.section)
  if (!pack || !section)
    throw new AppError(
      'unknown_scenario',
      'The scenario of this result is not installed.',
      [],
      {},
      'Сценарий этого результата не установлен. Обратитесь к администратору.',
    )
  return {
    item,
    meeting,
    pack,
    section,
    transcriptId: place.transcriptId,
    isTranscriptGone: place.isTranscriptGone,
  }
}

export function requireReview(meeting: MeetingRow): void {
  if (meeting.status === 'in_review') return
  const [detail, inRussian] = describeNotInReview(meeting)
  throw new AppError('wrong_state', detail, [], {}, inRussian)
}

/** Describes the state in English and Russian, with the button's name in each language. */
function describeNotInReview({ status, current_run_id, replacement }: MeetingRow) {
  if (status === 'accepted') {
    return [
      'This meeting is accepted. Reopen it to change its items.',
      'Встреча принята. Откройте её снова, чтобы менять пункты.',
    ] as const
  }
  const isStopped = status === 'cancelled' || status === 'failed'
  if (current_run_id && replacement?.state === 'pending') {
    return isStopped
      ? ([
          'A new recording or transcript of this meeting was stopped or failed. Discard it (“Keep current version”) to continue with this result, or try it again.',
          'Работа над новой записью или расшифровкой остановлена или не удалась. Откажитесь от неё («Оставить прежнее»), чтобы продолжить с этим результатом, или запустите её снова.',
        ] as const)
      : ([
          'A new recording or transcript of this meeting is being processed. Wait for its result, or discard it (“Keep current version”) to continue with this one.',
          'Новая запись или расшифровка ещё в работе. Дождитесь её результата или откажитесь от неё («Оставить прежнее»), чтобы продолжить с этим.',
        ] as const)
  }
  return isStopped
    ? ([
        'This meeting has no result to review: its work was stopped or failed. Try again, or bring another recording or a transcript.',
        'У этой встречи нет результата: работа над ней остановлена или не удалась. Запустите её снова или загрузите другую запись или расшифровку.',
      ] as const)
    : ([
        'This meeting is not in review yet. Wait until its result is there.',
        'Результата этой встречи ещё нет. Дождитесь его.',
      ] as const)
}

/** Updates the counts and publishes a live event with the changed items. */
export async function publishItemChanges(
  tx: TenantTx,
  meeting: MeetingRow,
  itemIds: string[],
): Promise<void> {
  if (!meeting.current_run_id) return
  await countItems(tx, meeting.id, meeting.current_run_id)
  await publish(tx, { name: 'items.changed', meetingId: meeting.id, itemIds })
  await publishMeeting(tx, meeting.id)
}

export const userId = (ctx: Ctx): string => (ctx.principal as UserPrincipal).userId
