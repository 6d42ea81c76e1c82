import type { GoldenItem } from '../../../../db/schema/index.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { LoadedPack } from '../../../../plugins/engine/index.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { type ItemRow, listRunItems } from '../../analysis/index.ts'
import { getMeeting } from '../../meetings/index.ts'
import { requireTranscript } from '../../transcription/index.ts'
import type { ScenarioDeps } from '../deps.ts'
import { getScenario, getScenarioForChange } from '../repo.ts'
import type { GoldenList, GoldenView } from './contract.ts'
import { countOtherGoldens, deleteGoldenRow, listGoldensFor, saveGolden } from './repo.ts'

const maxGoldens = 50

/** Stores the accepted items of a meeting under this scenario as a golden. Repeating it stores the items accepted now. */
export async function addGolden(
  deps: ScenarioDeps,
  ctx: Ctx,
  scenarioId: string,
  meetingId: string,
): Promise<GoldenView> {
  authorize(ctx, 'scenarios:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await getScenarioForChange(tx, scenarioId)
    const meeting = await getMeeting(tx, ctx, meetingId)
    const runId = meeting.current_run_id
    if (meeting.status !== 'accepted' || meeting.scenario_id !== scenarioId || !runId) {
      throw unfit(
        'Only an accepted meeting under this very scenario can be one to measure by.',
        'Сделать эталонной можно только принятую встречу по этому сценарию.',
      )
    }
    if (meeting.current_transcript_id) await requireTranscript(tx, meeting.current_transcript_id)
    const pack = await deps.packs.find(tx, scenarioId, meeting.scenario_version)
    const items = await listRunItems(tx, runId)
    const expected = items
      .filter((item) => item.review_state === 'accepted' && item.evidence.length > 0)
      .map((item) => toGoldenItem(item, pack))
    if (expected.length === 0) {
      throw unfit(
        'No item of this meeting was accepted with a quote, so there is nothing to find.',
        'В этой встрече ни один пункт с цитатой не принят, поэтому искать нечего.',
      )
    }
    await requireCapacity(tx, scenarioId, meetingId)
    const id = await saveGolden(tx, {
      id: newId(),
      scenarioId,
      meetingId,
      runId,
      expected,
      createdBy: actorId(ctx),
    })
    await audit(tx, ctx, 'scenario.golden-added', id ?? null, {
      scenario: scenarioId,
      meetingId,
      count: expected.length,
    })
    const found = (await viewGoldens(tx, ctx, scenarioId)).find((golden) => golden.id === id)
    if (!found) throw new Error('the golden was not stored')
    return found
  })
}

const unfit = (detail: string, ru: string): AppError =>
  new AppError('wrong_state', detail, [{ pointer: '/meetingId', detail, inRussian: ru }], {}, ru)

const toGoldenItem = (item: ItemRow, pack: LoadedPack | undefined): GoldenItem => {
  const textField = pack?.sections.find(({ name }) => name === item.section)?.textField ?? ''
  const text = item.value[textField]
  return {
    section: item.section,
    key: item.item_key,
    text: typeof text === 'string' ? text : '',
    evidence: item.evidence.map(({ ordinal, start_char, end_char, quote }) => ({
      ordinal,
      startChar: start_char,
      endChar: end_char,
      quote,
    })),
  }
}

async function requireCapacity(tx: TenantTx, scenarioId: string, meetingId: string): Promise<void> {
  if ((await countOtherGoldens(tx, scenarioId, meetingId)) >= maxGoldens) {
    throw unfit(
      `A scenario is measured by at most ${maxGoldens} meetings. Remove one first.`,
      `У сценария может быть не больше ${maxGoldens} эталонных встреч. Сначала уберите одну.`,
    )
  }
}

export async function listGoldens(
  deps: ScenarioDeps,
  ctx: Ctx,
  scenarioId: string,
): Promise<GoldenList> {
  authorize(ctx, 'scenarios:write')
  return withTenant(deps.db, ctx, async (tx) => {
    await getScenario(tx, scenarioId)
    return { data: await viewGoldens(tx, ctx, scenarioId) }
  })
}

async function viewGoldens(tx: TenantTx, ctx: Ctx, scenarioId: string): Promise<GoldenView[]> {
  const rows = await listGoldensFor(tx, ctx, scenarioId)
  return rows.map((row) => ({
    id: row.id,
    scenarioId,
    meeting: row.isVisible ? { id: row.meetingId, title: row.title } : null,
    runId: row.runId,
    itemCount: row.count,
    createdAt: row.createdAt.toISOString(),
  }))
}

export async function deleteGolden(
  deps: ScenarioDeps,
  ctx: Ctx,
  scenarioId: string,
  goldenId: string,
): Promise<void> {
  authorize(ctx, 'scenarios:write')
  await withWrite(deps.db, ctx, async (tx) => {
    if (!(await deleteGoldenRow(tx, scenarioId, goldenId))) throw notFound('golden')
    await audit(tx, ctx, 'scenario.golden-removed', goldenId, { scenario: scenarioId })
    return null
  })
}
