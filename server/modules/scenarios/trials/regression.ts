import { withTenant } from '../../../../db/tenant.ts'
import {
  fixturesOf,
  type LoadedPack,
  runFixtures,
  type RunOutput,
} from '../../../../plugins/engine/index.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { listRunItems, readFacts } from '../../analysis/index.ts'
import { loadSegments } from '../../transcription/index.ts'
import type { RegressionReport } from './contract.ts'
import { claimantOf } from '../../../platform/fair-gate.ts'
import type { TrialCalls } from './count-spending.ts'
import type { TryDeps } from './deps.ts'
import { newestOf } from '../versions/compare.ts'
import { type Golden, judgeGolden } from './judge-golden.ts'
import { type Accepted, isGreen, judgeLosses } from './judge-losses.ts'
import { runsFor } from './regression-cost.ts'
import { sumUp } from './spent.ts'
import type { TrialRow } from './trial.ts'

/** Meetings that are run side by side: a model is waited for, not worked for. */
const goldensAtOnce = 4

interface GoldenRow extends Golden {
  id: string
  meeting_id: string
  transcript_id: string
  run_id: string
}

/**
 * Runs a pack's fixtures and the accepted meetings of its scenario. Fixtures run with the built-in provider, for which
 * they say what a run must show; accepted meetings with the provider that the installation works with.
 */
export async function regression(
  deps: TryDeps,
  ctx: JobCtx,
  {
    pack,
    calls,
    onProgress,
  }: {
    pack: LoadedPack
    calls: TrialCalls
    onProgress: (progress: { done: number; total: number }) => void
  },
  { scenario_id: scenarioId, input }: Pick<TrialRow, 'scenario_id' | 'input'>,
): Promise<RegressionReport> {
  const goldens = await withTenant(
    deps.db,
    ctx,
    (tx) => tx.sql<GoldenRow[]>`
      select g.id, g.meeting_id, g.transcript_id, g.run_id, g.expected, r.pack_version as version
      from goldens g join runs r on r.tenant_id = g.tenant_id and r.id = g.run_id
      where g.tenant_id = ${tx.tenantId} and g.scenario_id = ${scenarioId} order by g.created_at, g.id`,
  )
  const { runs, lostAt } = runsFor(deps.provider)
  const { droppedSections = [], droppedFields = [] } = input
  const published = await withTenant(deps.db, ctx, async (tx) => {
    const newest = await newestOf(deps, tx, scenarioId)
    return newest?.pack
  })
  const total = fixturesOf(pack).length + goldens.length * runs
  let done = 0
  const step = () => onProgress({ done: ++done, total })
  const fixtures = await runFixtures(pack, async (input) => {
    const output = await deps.fixtureEngine.run({
      ...input,
      claimant: claimantOf(ctx),
      signal: ctx.signal,
    })
    step()
    return output
  })
  const verdicts = await sideBySide(goldens, goldensAtOnce, async (golden) => {
    const outputs = await runGolden(deps, ctx, pack, golden, { runs, calls, step })
    return (
      outputs && {
        goldenId: golden.id,
        meetingId: golden.meeting_id,
        itemCount: golden.expected.length,
        ...judgeGolden(pack, golden, outputs, { lostAt, droppedSections, published }),
        losses: judgeLosses(pack, published, await readAccepted(deps, ctx, scenarioId, golden), {
          droppedSections,
          droppedFields,
        }),
      }
    )
  })
  const judged = verdicts.filter((verdict) => verdict !== undefined)
  return {
    green: isGreen({ fixtures, goldens: judged }),
    provider: deps.provider.name,
    runsPerGolden: runs,
    spent: sumUp(calls.made),
    fixtures: fixtures.map(({ path, faults }) => ({ path, faults })),
    goldens: judged,
  }
}

/** What the accepted items of a golden say now; nothing once its result has gone. */
const readAccepted = (
  { db, packs }: TryDeps,
  ctx: JobCtx,
  scenarioId: string,
  { expected, run_id, version }: GoldenRow,
): Promise<Accepted> =>
  withTenant(db, ctx, async (tx) => {
    const isExpected = new Set(expected.map(({ section, key }) => `${section}/${key}`))
    const items = (await listRunItems(tx, run_id))
      .filter(({ section, item_key }) => isExpected.has(`${section}/${item_key}`))
      .map(({ section, stored }) => ({ section, value: stored }))
    return { items, version, pack: await packs.find(tx, scenarioId, version) }
  })

/** Does something for each of a list, so many at once; what came of them in the order of the list. */
async function sideBySide<T, R>(
  list: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < list.length; at = next++) results[at] = await work(list[at] as T)
  }
  const giveUp = (error: unknown): never => {
    // The other lanes begin nothing more.
    next = list.length
    throw error
  }
  await Promise.all(
    Array.from({ length: Math.min(atOnce, list.length) }, () => lane().catch(giveUp)),
  )
  return results
}

/** The runs over one accepted meeting; undefined when it has gone meanwhile. */
async function runGolden(
  deps: TryDeps,
  ctx: JobCtx,
  pack: LoadedPack,
  golden: GoldenRow,
  { runs, calls, step }: { runs: number; calls: TrialCalls; step(): void },
): Promise<RunOutput[] | undefined> {
  const { meeting, segments } = await withTenant(deps.db, ctx, async (tx) => ({
    meeting: await readFacts(tx, golden.meeting_id),
    segments: await loadSegments(tx, golden.transcript_id),
  }))
  if (!meeting) return undefined
  const outputs: RunOutput[] = []
  for (let at = 0; at < runs; at++) {
    outputs.push(
      await deps.engine.run({
        claimant: claimantOf(ctx),
        pack,
        meeting,
        segments,
        signal: ctx.signal,
        onInteraction: calls.add,
        beforeCall: calls.requireBudget,
      }),
    )
    step()
  }
  return outputs
}
