import type { Database } from '../../../../db/client.ts'
import { readTenant } from '../../../../db/tenant.ts'
import type { MeetingUsageRow } from '../contract.ts'

export interface MeetingUsageFilter {
  from: string
  to: string
  isMeteredOnly: boolean
}

/** The last row of a page; the time is text, because the driver would truncate it to milliseconds. */
export type MeetingUsagePosition = [at: string, id: string]

export interface MeetingUsageLine extends MeetingUsageRow {
  /** `at` with the database's precision. */
  position: string
}

const days = (at: string): string =>
  `${at} >= $2::timestamp at time zone 'UTC' and ${at} < ($3::timestamp + interval '1 day') at time zone 'UTC'`

/** Transcriptions in a range that count for the operator, with what is reported to the meter. */
const transcriptions = `
  from usage_events e
  left join meter_reports r on r.tenant_id = e.tenant_id and r.id = e.id and r.state <> 'refused'
  where e.tenant_id = $1 and e.kind = 'transcription' and not e.is_own_key and e.seconds <> 0 and ${days('e.at')}`

/** The reported part only: a report has the time of its event. */
const metered = `
  from meter_reports r join usage_events e on e.tenant_id = r.tenant_id and e.id = r.id
  where r.tenant_id = $1 and r.source = 'ledger' and r.state <> 'refused' and ${days('r.at')}
    and e.kind = 'transcription' and not e.is_own_key and e.seconds <> 0`

/** Newest first; metered usage is looked up through its reports, since most ledger rows may have none. */
export function meetingUsageSql(isMeteredOnly: boolean, isFirstPage: boolean): string {
  const [rows, key] = isMeteredOnly ? [metered, 'r'] : [transcriptions, 'e']
  return `with rows as (
       select e.id, e.meeting_id, e.at, e.seconds, e.corrects, r.id is not null as is_metered ${rows}
         ${isFirstPage ? '' : `and (${key}.at, ${key}.id) < ($6::text::timestamptz, $7::uuid)`}
       order by ${key}.at desc, ${key}.id desc limit $4
     )
     select w.id, w.meeting_id as "meetingId", m.title, w.at, w.at::text as position, w.seconds, w.corrects,
       w.is_metered as "isMetered"
     from rows w left join meetings m on m.tenant_id = $1 and m.id = w.meeting_id
       and ($5::uuid is null or exists (select from meeting_access a
         where a.tenant_id = m.tenant_id and a.meeting_id = m.id and a.user_id = $5))
     order by w.at desc, w.id desc`
}

/** `viewerId`: limits titles to that person's own meetings; null shows all. */
export const listMeetingUsage = (
  db: Database,
  scope: { tenantId: string },
  filter: MeetingUsageFilter,
  page: { after: MeetingUsagePosition | null; atMost: number; viewerId: string | null },
): Promise<MeetingUsageLine[]> =>
  readTenant<MeetingUsageLine>(
    db,
    scope,
    meetingUsageSql(filter.isMeteredOnly, page.after === null),
    [
      scope.tenantId,
      filter.from,
      filter.to,
      page.atMost,
      page.viewerId,
      ...(page.after ?? []),
    ] as never[],
  )

/** Seconds in a range that are reported to the meter. */
export async function sumMetered(
  db: Database,
  scope: { tenantId: string },
  { from, to }: { from: string; to: string },
): Promise<number> {
  const [sum] = await readTenant<{ seconds: number }>(
    db,
    scope,
    `select coalesce(sum(r.seconds), 0)::bigint as seconds from meter_reports r
     where r.tenant_id = $1 and r.source = 'ledger' and r.state <> 'refused'
       and ${days('r.at')}`,
    [scope.tenantId, from, to],
  )
  return sum?.seconds ?? 0
}
