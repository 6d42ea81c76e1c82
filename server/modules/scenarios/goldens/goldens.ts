import type { GoldenItem } from '../../../../db/schema/index.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { LoadedPack } from '../../../../plugins/engine/index.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { type ItemRow, listRunItems } from '../../analysis/index.ts'
import { getMeeting } from '../../meetings/index.ts'
import { requireTranscript } from '../../transcription/index.ts'
import type { ScenarioDeps } from '../deps.ts'
import { getScenario, getScenarioForChange } from '../own-scenario.ts'
import type { GoldenList, GoldenView } from './contract.ts'

const mostGoldens = 50

/** Freezes what people accepted of a meeting under this scenario. Doing it again takes what is accepted now. */
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
      .map((item) => freeze(item, pack))
    if (expected.length === 0) {
      throw unfit(
        'No item of this meeting was accepted with a quote, so there is nothing to find.',
        'В этой встрече ни один пункт с цитатой не принят, поэтому искать нечего.',
      )
    }
    await refuseTooMany(tx, scenarioId, meetingId)
    const [row] = await tx.sql<{ id: string }[]>`
      insert into goldens (tenant_id, id, scenario_id, meeting_id, run_id, transcript_id, expected, created_by)
      select ${tx.tenantId}, ${newId()}, ${scenarioId}, ${meetingId}, r.id, r.transcript_id,
        ${tx.sql.json(expected as never)}, ${actorId(ctx)}
      from runs r where r.tenant_id = ${tx.tenantId} and r.id = ${runId}
      on conflict (tenant_id, scenario_id, meeting_id) do update set run_id = excluded.run_id,
        transcript_id = excluded.transcript_id, expected = excluded.expected,
        created_by = excluded.created_by, created_at = now()
      returning id`
    await audit(tx, ctx, 'scenario.golden-added', row?.id ?? null, {
      scenario: scenarioId,
      meetingId,
      count: expected.length,
    })
    const found = (await readGoldens(tx, ctx, scenarioId)).find(({ id }) => id === row?.id)
    if (!found) throw new Error('the golden was not stored')
    return found
  })
}

const unfit = (detail: string, ru: string): AppError =>
  new AppError('wrong_state', detail, [{ pointer: '/meetingId', detail, inRussian: ru }], {}, ru)

const freeze = (item: ItemRow, pack: LoadedPack | undefined): GoldenItem => {
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

async function refuseTooMany(tx: TenantTx, scenarioId: string, meetingId: string): Promise<void> {
  const [others] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from goldens
    where tenant_id = ${tx.tenantId} and scenario_id = ${scenarioId} and meeting_id <> ${meetingId}`
  if ((others?.count ?? 0) >= mostGoldens) {
    throw unfit(
      `A scenario is measured by at most ${mostGoldens} meetings. Remove one first.`,
      `У сценария может быть не больше ${mostGoldens} эталонных встреч. Сначала уберите одну.`,
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
    return { data: await readGoldens(tx, ctx, scenarioId) }
  })
}

async function readGoldens(tx: TenantTx, ctx: Ctx, scenarioId: string): Promise<GoldenView[]> {
  const rows = await tx.sql<
    {
      id: string
      meeting_id: string
      title: string
      is_visible: boolean
      run_id: string
      count: number
      created_at: Date
    }[]
  >`
    select g.id, g.meeting_id, m.title, g.run_id, jsonb_array_length(g.expected) as count, g.created_at,
      ${seesEveryMeeting(ctx)} or exists (select 1 from meeting_access a
        where a.tenant_id = g.tenant_id and a.meeting_id = g.meeting_id and a.user_id = ${actorId(ctx)}) as is_visible
    from goldens g join meetings m on m.tenant_id = g.tenant_id and m.id = g.meeting_id
    where g.tenant_id = ${tx.tenantId} and g.scenario_id = ${scenarioId} order by g.created_at, g.id`
  return rows.map((row) => ({
    id: row.id,
    scenarioId,
    meeting: row.is_visible ? { id: row.meeting_id, title: row.title } : null,
    runId: row.run_id,
    itemCount: row.count,
    createdAt: row.created_at.toISOString(),
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
    const gone = await tx.sql`
      delete from goldens
      where tenant_id = ${tx.tenantId} and scenario_id = ${scenarioId} and id = ${goldenId} returning 1`
    if (gone.length === 0) throw notFound('golden')
    await audit(tx, ctx, 'scenario.golden-removed', goldenId, { scenario: scenarioId })
    return null
  })
}
