import type { TenantTx } from '../../../db/tenant.ts'

export interface KnownSample {
  meetingId: string | null
  /** Whether its transcript is stored or being read. */
  isBrought: boolean
  clientId: string | null
}

/** The person's meeting and client of a sample, which may exist already, or in part. */
export async function findSample(
  tx: TenantTx,
  ownerId: string,
  title: string,
  clientName: string,
): Promise<KnownSample> {
  const [row] = await tx.sql<KnownSample[]>`
    select m.id as "meetingId", coalesce(m.status <> 'draft', false) as "isBrought", (
      select id from clients where tenant_id = ${tx.tenantId} and name = ${clientName}
      order by id limit 1) as "clientId"
    from (values (1)) one
    left join lateral (
      select m.id, m.status from meetings m
      join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id and c.name = ${clientName}
      where m.tenant_id = ${tx.tenantId} and m.title = ${title} and m.owner_id = ${ownerId}
      order by m.id limit 1) m on true`
  return row ?? { meetingId: null, isBrought: false, clientId: null }
}
