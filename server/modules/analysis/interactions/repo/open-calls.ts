import type { TenantTx } from '../../../../../db/tenant.ts'
import type { SentCall } from '../../../../../plugins/engine/index.ts'

/** Error code of a call whose worker died during the call. If the worker is alive after all, its result replaces it. */
export const workerLost = 'worker_lost'

export type OpenCall = SentCall & { id: string }

/**
 * Records calls that were sent and have not ended. They do not count yet towards usage, limits or totals. Only one
 * attempt of a run sends calls, so calls that earlier attempts left open are closed; `own` are the calls of this
 * attempt.
 */
export async function insertOpenCalls(
  tx: TenantTx,
  place: { meetingId: string; runId: string | null; provider: string; isOwnKey: boolean },
  calls: readonly OpenCall[],
  own: readonly string[],
): Promise<void> {
  const rows = calls.map((call) => ({
    id: call.id,
    step: call.step,
    window_index: call.windowIndex,
    attempt: call.attempt,
    model: call.model,
    prompt_hash: call.promptHash,
  }))
  await tx.sql`
    with closed as (
      update interactions set outcome = 'error', error_code = ${workerLost}
      where tenant_id = ${tx.tenantId} and meeting_id = ${place.meetingId} and outcome = 'open'
        and run_id is not distinct from ${place.runId}::uuid and id <> all(${[...own]}::uuid[])
    )
    insert into interactions (tenant_id, id, meeting_id, run_id, step, window_index, attempt, is_final, provider,
      is_own_key, model, prompt_hash, latency_ms, outcome)
    select ${tx.tenantId}, r.id, m.id, ${place.runId}, r.step, r.window_index, r.attempt, false, ${place.provider},
      ${place.isOwnKey}, r.model, r.prompt_hash, 0, 'open'
    from jsonb_to_recordset(${tx.sql.json(rows as never)}) as r(
      id uuid, step text, window_index int, attempt int, model text, prompt_hash text)
    join meetings m on m.tenant_id = ${tx.tenantId} and m.id = ${place.meetingId}
    on conflict (tenant_id, id) do nothing`
}
