import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale, MeetingFacts } from '../../../plugins/engine/index.ts'

export interface FactsRow {
  title: string
  started_at: Date | null
  language: Locale
  client_name: string | null
  participants: MeetingFacts['participants']
}

export const toFacts = (row: FactsRow): MeetingFacts => ({
  title: row.title,
  startedAt: row.started_at?.toISOString() ?? null,
  language: row.language,
  participants: row.participants,
  clientName: row.client_name,
  terms: [],
})

/** What a scenario is told of the meeting `m`. */
export const factsOf = (tx: TenantTx) => tx.sql`
  m.title, m.started_at, m.language,
  (select c.name from clients c where c.tenant_id = m.tenant_id and c.id = m.client_id) as client_name,
  coalesce((select json_agg(json_build_object('name', p.name, 'role', p.role) order by p.ord)
    from participants p where p.tenant_id = m.tenant_id and p.meeting_id = m.id), '[]'::json) as participants`

/** What a scenario is told of a meeting; undefined when it is gone. */
export async function readFacts(
  tx: TenantTx,
  meetingId: string,
): Promise<MeetingFacts | undefined> {
  const [row] = await tx.sql<FactsRow[]>`
    select ${factsOf(tx)} from meetings m where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId}`
  return row && toFacts(row)
}
