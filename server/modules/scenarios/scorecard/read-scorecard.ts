import { rcompare } from 'semver'
import { withTenant } from '../../../../db/tenant.ts'
import { type ItemValue, likeness } from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { ScenarioDeps } from '../deps.ts'
import { getScenario } from '../repo.ts'
import type { Scorecard, ScoreSummaries, VersionScore } from './contract.ts'
import {
  type CountsRow,
  type EditedRow,
  listVersionCounts,
  listEditedItems,
  listSummaries,
} from './repo.ts'

/**
 * The scores of each version of a scenario over the tenant's meetings, newest version first. Contains sums only, so that
 * nobody learns what was said in a meeting that they may not see. Leaves out versions that never ran.
 */
export async function readScorecard(deps: ScenarioDeps, ctx: Ctx, id: string): Promise<Scorecard> {
  authorize(ctx, 'scenarios:read')
  return withTenant(deps.db, ctx, async (tx) => {
    if (!deps.packs.findBuiltIn(id)) await getScenario(tx, id)
    const edited = Map.groupBy(await listEditedItems(tx, id), ({ version }) => version)
    const rows = await listVersionCounts(tx, id)
    return {
      data: rows
        .map((row) => toScore(row, edited.get(row.version) ?? []))
        .toSorted((a, b) => rcompare(a.version, b.version)),
    }
  })
}

/** The main scores of every version that ever ran, for the list of scenarios. */
export async function readScoreSummaries(deps: ScenarioDeps, ctx: Ctx): Promise<ScoreSummaries> {
  authorize(ctx, 'scenarios:read')
  const rows = await withTenant(deps.db, ctx, listSummaries)
  return {
    data: rows.map(({ id, version, ...sums }) => ({
      id,
      version,
      meetingCount: sums.meetings,
      acceptedWithoutEdit: share(sums.acceptedAsIs, sums.accepted + sums.rejected),
      unsupportedRate: share(sums.unsupported, sums.items),
    })),
  }
}

function toScore(row: CountsRow, edited: EditedRow[]): VersionScore {
  const distances = edited.map(({ before, after }) => 1 - likeness(textOf(before), textOf(after)))
  const perMeeting = (sum: number | null) => (sum === null ? null : Math.round(sum / row.meetings))
  return {
    version: row.version,
    meetingCount: row.meetings,
    runCount: row.runs,
    itemCount: row.items,
    acceptedCount: row.accepted,
    rejectedCount: row.rejected,
    acceptedWithoutEdit: share(row.acceptedAsIs, row.accepted + row.rejected),
    editDistance: share(
      distances.reduce((sum, distance) => sum + distance, 0),
      distances.length,
    ),
    unsupportedRate: share(row.unsupported, row.items),
    failedSectionRate: share(row.failedSections, row.sections),
    tokensPerMeeting: perMeeting(row.tokens),
    costMicroUsdPerMeeting: perMeeting(row.cost),
  }
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1_000) / 1_000

const textOf = (value: ItemValue): string =>
  Object.values(value)
    .flat()
    .filter((entry) => typeof entry === 'string' || typeof entry === 'number')
    .join(' ')
