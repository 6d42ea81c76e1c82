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
import { type GoldenRow, listGoldenRows } from '../goldens/repo.ts'
import { findNewestVersion } from '../versions/compare.ts'
import { judgeGolden } from './judge-golden.ts'
import { type Accepted, isGreen, judgeLosses } from './judge-losses.ts'
import { runsFor } from './regression-cost.ts'
import type { TrialRow } from './repo.ts'
import { sumSpending } from './sum-spending.ts'

/** Goldens that run concurrently: a run mostly waits for the model. */
const maxConcurrentGoldens = 4

/**
 * Runs a pack's fixtures and the goldens of its scenario. Fixtures run with the built-in provider, for whose output they
 * are written; goldens run with the provider that the installation uses.
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
  { scenarioId, input }: Pick<TrialRow, 'scenarioId' | 'input'>,
): Promise<RegressionReport> {
  const goldens = await withTenant(deps.db, ctx, (tx) => listGoldenRows(tx, scenarioId))
  const { runs, lostAt } = runsFor(deps.provider)
  const { droppedSections = [], droppedFields = [] } = input
  const published = await withTenant(deps.db, ctx, async (tx) => {
    const newest = await findNewestVersion(deps, tx, scenarioId)
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
  const verdicts = await mapConcurrently(goldens, maxConcurrentGoldens, async (golden) => {
    const outputs = await runGolden(deps, ctx, pack, golden, { runs, calls, step })
    return (
      outputs && {
        goldenId: golden.id,
        meetingId: golden.meetingId,
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
    spent: sumSpending(calls.made),
    fixtures: fixtures.map(({ path, faults }) => ({ path, faults })),
    goldens: judged,
  }
}

/** The current values of a golden's accepted items; none once its result was deleted. */
const readAccepted = (
  { db, packs }: TryDeps,
  ctx: JobCtx,
  scenarioId: string,
  { expected, runId, version }: GoldenRow,
): Promise<Accepted> =>
  withTenant(db, ctx, async (tx) => {
    const isExpected = new Set(expected.map(({ section, key }) => `${section}/${key}`))
    const items = (await listRunItems(tx, runId))
      .filter(({ section, item_key }) => isExpected.has(`${section}/${item_key}`))
      .map(({ section, stored }) => ({ section, value: stored }))
    return { items, version, pack: await packs.find(tx, scenarioId, version) }
  })

/** Like `Promise.all` over a list, with at most `atOnce` calls at the same time. */
async function mapConcurrently<T, R>(
  list: readonly T[],
  atOnce: number,
  work: (entry: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < list.length; at = next++) results[at] = await work(list[at] as T)
  }
  const stop = (error: unknown): never => {
    // The other workers start nothing more.
    next = list.length
    throw error
  }
  await Promise.all(
    Array.from({ length: Math.min(atOnce, list.length) }, () => worker().catch(stop)),
  )
  return results
}

/** The runs over one golden; undefined if its meeting was deleted meanwhile. */
async function runGolden(
  deps: TryDeps,
  ctx: JobCtx,
  pack: LoadedPack,
  golden: GoldenRow,
  { runs, calls, step }: { runs: number; calls: TrialCalls; step(): void },
): Promise<RunOutput[] | undefined> {
  const { meeting, segments } = await withTenant(deps.db, ctx, async (tx) => ({
    meeting: await readFacts(tx, golden.meetingId),
    segments: await loadSegments(tx, golden.transcriptId),
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
