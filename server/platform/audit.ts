import { trace } from '@opentelemetry/api'
import { auditLog } from '../../db/schema/index.ts'
import type { TenantTx } from '../../db/tenant.ts'
import { actorId, type Ctx } from './context.ts'
import { newId } from './ids.ts'

/** Writes one line of the audit in the transaction of the change. `data` holds ids and codes, never what people said. */
export async function audit(
  tx: TenantTx,
  ctx: Ctx,
  action: string,
  subjectId: string | null,
  data: Record<string, string | number | boolean | null> = {},
): Promise<void> {
  await tx.orm.insert(auditLog).values({
    tenantId: tx.tenantId,
    id: newId(),
    actorKind: ctx.principal.kind,
    actorId: actorId(ctx),
    action,
    subjectId,
    requestId: ctx.requestId,
    traceId: trace.getActiveSpan()?.spanContext().traceId ?? null,
    data,
  })
}
