import type { Database } from '../../../../db/client.ts'
import { readTenant } from '../../../../db/tenant.ts'
import type { MeetingUsageRow } from '../contract.ts'

export interface MeetingUsageFilter {
  from: string
  to: string
  isMeteredOnly: boolean
}

/** A page's last row; its moment is text, which the driver does not cut to milliseconds. */
export type MeetingUsagePosition = [at: string, id: string]

export interface MeetingUsageLine extends MeetingUsageRow {
  /** `at` as the database has it. */
  position: string
}

/** Transcriptions of some days that are the operator's to count, with what the meter is told of each. */
const transcriptions = `
  from usage_events e
  left join meter_reports r on r.tenant_id = e.tenant_id and r.id = e.id and r.state <> 'refused'
  where e.tenant_id = $1 and e.kind = 'transcription' and not e.is_own_key and e.seconds <> 0
    and e.at >= $2::timestamp at time zone 'UTC' and e.at < ($3::timestamp + interval '1 day') at time zone 'UTC'
    and (not $4::boolean or r.id is not null)`

const parametersOf = ({ tenantId }: { tenantId: string }, filter: MeetingUsageFilter) =>
  [tenantId, filter.from, filter.to, filter.isMeteredOnly] as never[]

/** The newest first. `viewerId`: who sees the titles of their own meetings alone; null sees all. */
export const listMeetingUsage = (
  db: Database,
  scope: { tenantId: string },
  filter: MeetingUsageFilter,
  page: { after: MeetingUsagePosition | null; atMost: number; viewerId: string | null },
): Promise<MeetingUsageLine[]> =>
  readTenant<MeetingUsageLine>(
    db,
    scope,
    `with rows as (
       select e.id, e.meeting_id, e.at, e.seconds, e.corrects, r.id is not null as is_metered ${transcriptions}
         ${page.after ? 'and (e.at, e.id) < ($7::text::timestamptz, $8::uuid)' : ''}
       order by e.at desc, e.id desc limit $5
     )
     select w.id, w.meeting_id as "meetingId", m.title, w.at, w.at::text as position, w.seconds, w.corrects,
       w.is_metered as "isMetered"
     from rows w left join meetings m on m.tenant_id = $1 and m.id = w.meeting_id
       and ($6::uuid is null or exists (select from meeting_access a
         where a.tenant_id = m.tenant_id and a.meeting_id = m.id and a.user_id = $6))
     order by w.at desc, w.id desc`,
    [
      ...parametersOf(scope, filter),
      page.atMost as never,
      page.viewerId as never,
      ...((page.after ?? []) as never[]),
    ],
  )

/** Seconds of some days that the meter is told of. */
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
       and r.at >= $2::timestamp at time zone 'UTC' and r.at < ($3::timestamp + interval '1 day') at time zone 'UTC'`,
    [scope.tenantId, from, to],
  )
  return sum?.seconds ?? 0
}
