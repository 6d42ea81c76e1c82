import { trace } from '@opentelemetry/api'
import { toJson } from '../json.ts'
import { auditLog } from '../schema/index.ts'
import type { TenantTx } from '../tenant.ts'
import { actorId, type Ctx, keyId } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'

type Data = Record<string, string | number | boolean | null>

/** Writes one audit row in the transaction of the change. `data` contains ids and codes, never content. */
export async function audit(
  tx: TenantTx,
  ctx: Ctx,
  action: string,
  subjectId: string | null,
  data: Data = {},
): Promise<void> {
  await tx.orm.insert(auditLog).values({ ...lineOf(tx, ctx, action, data), id: newId(), subjectId })
}

/** Writes an audit row for each subject in one statement. */
export async function auditAll(
  tx: TenantTx,
  ctx: Ctx,
  action: string,
  subjectIds: string[],
  data: Data = {},
): Promise<void> {
  if (subjectIds.length === 0) return
  const line = lineOf(tx, ctx, action, data)
  await tx.sql`
    insert into audit_log (tenant_id, id, actor_kind, actor_id, key_id, address, action, subject_id, request_id,
      trace_id, data)
    select ${line.tenantId}, g.id, ${line.actorKind}, ${line.actorId}::uuid, ${line.keyId}::uuid, ${line.address}::text, ${action},
      g.subject_id, ${line.requestId}, ${line.traceId}, ${toJson(tx, data)}
    from unnest(${subjectIds.map(() => newId())}::uuid[], ${subjectIds}::uuid[]) as g(id, subject_id)`
}

const lineOf = (tx: TenantTx, ctx: Ctx, action: string, data: Data) => ({
  tenantId: tx.tenantId,
  actorKind: ctx.principal.kind,
  actorId: actorId(ctx),
  keyId: keyId(ctx),
  address: ctx.address ?? null,
  action,
  requestId: ctx.requestId,
  traceId: trace.getActiveSpan()?.spanContext().traceId ?? null,
  data,
})
