import type { Database } from '../../../db/client.ts'
import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { actorId, type Ctx, keyId } from '../../platform/context.ts'
import { dropOldest } from '../../platform/drop-oldest.ts'
import { newId } from '../../platform/ids.ts'
import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { Log } from '../../platform/log.ts'
import { insertOnce } from './repo.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const rememberedAtMost = 50_000

export function createAuditNotes({
  db,
  log,
}: {
  db: Database
  log: Pick<Log, 'warn'>
}): AuditNotes {
  const noted = new Map<string, number>()
  /** True for the first of a kind in each window. */
  const isFirst = (key: string, windowMs: number): boolean => {
    const window = Math.floor(Date.now() / windowMs)
    if (noted.get(key) === window) return false
    dropOldest(noted, rememberedAtMost)
    noted.delete(key)
    noted.set(key, window)
    return true
  }
  const inBackground = (ctx: Ctx, key: string, write: () => Promise<void>): void => {
    write().catch((error: unknown) => {
      noted.delete(key)
      log.warn({ err: error, tenantId: ctx.tenantId }, 'A row of the audit was not written')
    })
  }
  // The request may be over by then, and its signal aborted.
  const detached = ({ signal: _signal, idempotency: _idempotency, ...ctx }: Ctx): Ctx => ctx
  return {
    read(ctx, action, meetingId) {
      const reader = actorId(ctx)
      if (reader === null) return
      const key = `${ctx.tenantId}/${reader}/${action}/${meetingId}`
      if (!isFirst(key, hourMs)) return
      const since = new Date(Math.floor(Date.now() / hourMs) * hourMs)
      const line = {
        id: newId(),
        actorId: reader,
        keyId: keyId(ctx),
        address: ctx.address ?? null,
        action,
        subjectId: meetingId,
        requestId: ctx.requestId,
      }
      inBackground(ctx, key, () =>
        withTenant(db, detached(ctx), (tx) => insertOnce(tx, line, since)),
      )
    },
    refused(ctx, action, data, subjectId = null) {
      const who = actorId(ctx) ?? ctx.address ?? ''
      const key = `${ctx.tenantId}/${who}/${action}/${data.reason}/${data.route ?? ''}/${subjectId ?? ''}`
      if (!isFirst(key, minuteMs)) return
      inBackground(ctx, key, () =>
        withTenant(db, detached(ctx), (tx) => audit(tx, ctx, action, subjectId, data)),
      )
    },
  }
}
