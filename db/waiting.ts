import type { Database } from './client.ts'

export interface WaitingMeeting {
  tenantId: string
  meetingId: string
  stage: string
}

interface Row {
  tenant_id: string
  meeting_id: string
  stage: string
}

/** Lists meetings of all tenants that wait for one of these reasons. Tenants alternate, longest waiting first. */
export async function listWaiting(
  db: Database,
  reasons: readonly string[],
  atMost: number,
): Promise<WaitingMeeting[]> {
  const rows = await db.sql<Row[]>`
    select tenant_id, meeting_id, stage from list_waiting(${[...reasons]}::text[], ${atMost})`
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    meetingId: row.meeting_id,
    stage: row.stage,
  }))
}
