import type { TenantTx } from '../../../../db/tenant.ts'

export interface Acceptance {
  acceptedAt: Date | null
  acceptedBy: string | null
  /** IANA name of the organisation's time zone. */
  timeZone: string
}

/** Reads who accepted a meeting, and when. */
export async function readAcceptance(tx: TenantTx, meetingId: string): Promise<Acceptance> {
  const [row] = await tx.sql<Acceptance[]>`
    select m.accepted_at as "acceptedAt", u.name as "acceptedBy", t.time_zone as "timeZone"
    from meetings m join tenants t on t.id = m.tenant_id
    left join users u on u.tenant_id = m.tenant_id and u.id = m.accepted_by
    where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId}`
  return row ?? { acceptedAt: null, acceptedBy: null, timeZone: 'UTC' }
}
