import { withTenant } from '../../../../db/tenant.ts'
import {
  keyOfLoss,
  type LoadedPack,
  lostValues,
  sectionIn,
  type ValueLoss,
} from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { getMeeting } from '../../meetings/index.ts'
import { sectionTitle, lossTitles } from '../../scenarios/index.ts'
import type { AdoptLosses } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { type ItemRow, listRunItems } from '../repo/items.ts'
import { findRun } from '../repo/runs.ts'
import { fieldOf, findMigrations } from './migrate-items.ts'
import { eachLocale } from '../../../../plugins/vocabulary.ts'

/** Reads what adopting another run would lose: items whose section that run does not have, and values. */
export async function readAdoptLosses(
  deps: AnalysisDeps,
  ctx: Ctx,
  meetingId: string,
  runId: string,
): Promise<AdoptLosses> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    const run = await findRun(tx, meetingId, runId)
    if (!meeting.current_run_id || meeting.current_run_id === runId)
      return { items: [], values: [] }
    const shown = await findRun(tx, meetingId, meeting.current_run_id)
    const pack = await deps.packs.find(tx, run.packId, run.packVersion)
    if (!pack) throw unknownScenario()
    const own = await deps.packs.find(tx, shown.packId, shown.packVersion)
    const items = (await listRunItems(tx, shown.id))
      .map(decidedValues)
      .filter((item) => item !== undefined)
    return lossesOf(pack, own, items, findMigrations(shown, pack) ?? [])
  })
}

type DecidedValues = { section: string; value: Record<string, unknown> }

/** The values of an item that a person accepted or edited; undefined if there are none. */
function decidedValues({
  section,
  stored,
  review_state,
  locks,
}: ItemRow): DecidedValues | undefined {
  if (review_state === 'accepted') return { section, value: stored }
  const written = new Set(locks.map(({ pointer }) => fieldOf(pointer)).filter(Boolean))
  if (review_state === 'rejected' || written.size === 0) return undefined
  const value = Object.fromEntries(Object.entries(stored).filter(([name]) => written.has(name)))
  return { section, value }
}

function lossesOf(
  pack: LoadedPack,
  own: LoadedPack | undefined,
  items: readonly DecidedValues[],
  operations: Parameters<typeof lostValues>[2],
): AdoptLosses {
  const homeless = items.filter(({ section }) => !sectionIn(pack, section, operations))
  const bySection = Map.groupBy(homeless, ({ section }) => section)
  const losses = items.flatMap((item): ValueLoss[] => lostValues(pack, item, operations))
  const byKey = Map.groupBy(losses, keyOfLoss)
  return {
    items: [...bySection].map(([section, of]) => ({
      section: own ? sectionTitle(own, section) : eachLocale(() => section),
      count: of.length,
    })),
    values: [...byKey.values()].flatMap((same) => {
      const [loss] = same
      return loss ? [{ is: loss.is, count: same.length, words: lossTitles(loss, own) }] : []
    }),
  }
}

const unknownScenario = (): AppError =>
  new AppError(
    'unknown_scenario',
    'There is no such scenario or version.',
    [],
    {},
    'Такого сценария или такой версии нет. Выберите другой сценарий.',
  )
