import type { TenantTx } from '../../../../../db/tenant.ts'
import { recordModelCalls } from '../../../../../db/usage-ledger.ts'
import type { Reached } from '../../../../../tenants/limits/limit-reached.ts'
import { readLimits } from '../../../../../tenants/limits/stored-limits.ts'
import { addSpending } from '../../../../../tenants/limits/usage-counts.ts'
import { enqueueWarning } from '../../../billing/index.ts'
import type { KeptInteraction } from '../keep-interactions.ts'
import { workerLost } from './open-calls.ts'

/**
 * Stores calls in one statement and replaces their open records. Repeating it stores nothing twice. Adds the calls to
 * the usage ledger and their cost to the month of the owner and the organisation. Stores nothing if the meeting was
 * deleted. Returns the money limit that they reach, and whether there is a limit that cannot count calls without a
 * price.
 */
export async function insertInteractions(
  tx: TenantTx,
  place: { meetingId: string; runId: string | null; provider: string; isOwnKey: boolean },
  kept: KeptInteraction[],
): Promise<{ reached: Reached | null; isUnbound: boolean }> {
  if (kept.length === 0) return { reached: null, isUnbound: false }
  const rows = kept.map((call) => ({
    id: call.id,
    step: call.step,
    window_index: call.windowIndex,
    attempt: call.attempt,
    is_final: call.isFinal,
    model: call.model,
    prompt_hash: call.promptHash,
    input_tokens: call.usage?.inputTokens ?? null,
    cached_input_tokens: call.usage?.cachedInputTokens ?? null,
    output_tokens: call.usage?.outputTokens ?? null,
    cost_micro_usd: call.costMicroUsd,
    latency_ms: call.latencyMs,
    finish_reason: call.finishReason,
    outcome: call.outcome,
    error_code: call.errorCode,
    server_message: call.serverMessage,
    body_key: call.bodyKey,
    body_size_bytes: call.bodySizeBytes,
  }))
  const [spent] = await tx.sql<{ micro_usd: number; owner_id: string | null }[]>`
    with recorded as (
    insert into interactions (tenant_id, id, meeting_id, run_id, step, window_index, attempt, is_final, provider,
      is_own_key, model, prompt_hash, input_tokens, cached_input_tokens, output_tokens, cost_micro_usd, latency_ms,
      finish_reason, outcome, error_code, server_message, body_key, body_size_bytes)
    select ${tx.tenantId}, r.id, m.id, ${place.runId}, r.step, r.window_index, r.attempt, r.is_final,
      ${place.provider}, ${place.isOwnKey}, r.model, r.prompt_hash, r.input_tokens, r.cached_input_tokens, r.output_tokens,
      r.cost_micro_usd, r.latency_ms, r.finish_reason, r.outcome, r.error_code, r.server_message, r.body_key,
      r.body_size_bytes
    from jsonb_to_recordset(${tx.sql.json(rows as never)}) as r(
      id uuid, step text, window_index int, attempt int, is_final boolean, model text, prompt_hash text,
      input_tokens int, cached_input_tokens int, output_tokens int, cost_micro_usd bigint, latency_ms int,
      finish_reason text, outcome text, error_code text, server_message text, body_key text, body_size_bytes int)
    join meetings m on m.tenant_id = ${tx.tenantId} and m.id = ${place.meetingId}
    on conflict (tenant_id, id) do update set (is_final, model, prompt_hash, input_tokens, cached_input_tokens,
      output_tokens, cost_micro_usd, latency_ms, finish_reason, outcome, error_code, server_message, body_key,
      body_size_bytes) = (excluded.is_final, excluded.model, excluded.prompt_hash, excluded.input_tokens,
      excluded.cached_input_tokens, excluded.output_tokens, excluded.cost_micro_usd, excluded.latency_ms,
      excluded.finish_reason, excluded.outcome, excluded.error_code, excluded.server_message, excluded.body_key,
      excluded.body_size_bytes)
    where interactions.outcome = 'open' or interactions.error_code = ${workerLost}
    returning cost_micro_usd
    )
    select coalesce(sum(cost_micro_usd), 0)::float8 as micro_usd,
      (select owner_id from meetings where tenant_id = ${tx.tenantId} and id = ${place.meetingId}) as owner_id
    from recorded`
  await recordModelCalls(
    tx,
    kept.map(({ id }) => id),
  )
  // Calls that the organisation pays for itself do not use the operator's budget.
  if (!spent || place.isOwnKey) return { reached: null, isUnbound: false }
  const isUnpriced = kept.some(
    ({ outcome, costMicroUsd }) => outcome === 'ok' && costMicroUsd === null,
  )
  const { reached, warning } = await addSpending(tx, spent.owner_id, spent.micro_usd)
  await enqueueWarning(tx, warning)
  return {
    reached,
    isUnbound: isUnpriced && (await readLimits(tx)).isLimited('modelCentsPerMonth'),
  }
}

/** Assigns calls to the run that they produced. */
export async function assignCalls(tx: TenantTx, ids: string[], runId: string): Promise<void> {
  await tx.sql`
    update interactions set run_id = ${runId}
    where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])`
}
