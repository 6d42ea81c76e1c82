import type { MeetingView } from '../contract.ts'
import { currentParticipants } from './participants.ts'

/** A string in lists: they are read as JSON, which has no type for times. */
type Moment = Date | string

/** A meeting as `fromAll`, `fromAccess` and `fromPage` select it. */
export interface MeetingRow {
  id: string
  title: string
  status: MeetingView['status']
  stage: string | null
  reason: string | null
  can_retry: boolean
  progress: MeetingView['progress']
  scenario_id: string
  scenario_version: string
  language: MeetingView['language']
  spoken_language: MeetingView['spokenLanguage']
  client_id: string | null
  client_name: string | null
  owner_id: string
  owner_name: string
  participants: MeetingView['participants']
  started_at: Moment | null
  started_offset: number | null
  duration_ms: number | null
  item_count: number
  decided_count: number
  current_media_id: string | null
  current_transcript_id: string | null
  current_run_id: string | null
  replacement: MeetingView['replacement']
  rev: number
  created_at: Moment
  updated_at: Moment
  position: string
}

/** SQL of the pending or refused replacement. */
const replacementOf = (tenant: string): string => `
  case when m.pending_media_id = m.current_media_id then (
      select json_build_object('kind', 'again', 'state', 'pending', 'reason', null, 'fileName', d.file_name)
      from media d where d.tenant_id = ${tenant} and d.id = m.current_media_id)
    when m.pending_transcript_id is not null then (
      select json_build_object('kind', 'transcript', 'state', 'pending', 'reason', null,
        'fileName', coalesce(t.file_name, d.file_name))
      from transcripts t left join media d on d.tenant_id = ${tenant} and d.id = t.media_id
      where t.tenant_id = ${tenant} and t.id = m.pending_transcript_id)
    when m.pending_media_id is not null then (
      select json_build_object('kind', 'recording', 'state', 'pending', 'reason', null, 'fileName', d.file_name)
      from media d where d.tenant_id = ${tenant} and d.id = m.pending_media_id)
    when m.refused_recording is not null then json_build_object('kind', 'recording', 'state', 'refused',
      'reason', m.refused_recording->>'reason', 'fileName', m.refused_recording->>'fileName') end`

const columnsOf = (tenant: string): string => `
  m.id, m.title, m.status, m.stage, m.reason, m.can_retry, m.progress, m.scenario_id, m.scenario_version,
  m.language, m.spoken_language, m.client_id, c.name as client_name, m.owner_id, u.name as owner_name, m.started_at,
  m.started_offset, m.duration_ms, m.item_count, m.decided_count, m.current_media_id, m.current_transcript_id, m.current_run_id,
  ${replacementOf(tenant)} as replacement, m.rev, m.created_at, m.updated_at, m.created_at::text as position,
  coalesce((
    select json_agg(json_build_object('name', w.name, 'role', w.role, 'personId', w.person_id) order by w.ord)
    from ${currentParticipants(tenant, 'm.id')} w), '[]'::json) as participants`

const joinsOf = (tenant: string): string => `
  left join clients c on c.tenant_id = ${tenant} and c.id = m.client_id
  join users u on u.tenant_id = ${tenant} and u.id = m.owner_id`

const columns = columnsOf('m.tenant_id')
const joins = joinsOf('m.tenant_id')

/** Meetings for principals who may see all of them. */
export const fromAll = `select ${columns} from meetings m ${joins}`

/** Meetings that one user owns or may view, in the order of the access index; `a` is the user's access row. */
export const fromAccess = `
  select ${columns} from meeting_access a
  join meetings m on m.tenant_id = a.tenant_id and m.id = a.meeting_id ${joins}`

/**
 * Selects the meetings of `page` in its order and joins only those rows. `tenant` is the parameter that holds the
 * tenant: with a join by column, the planner expects a page of one row and reads whole tables.
 */
export const fromPage = (page: string, tenant: string): string => `
  select ${columnsOf(tenant)} from (${page}) m ${joinsOf(tenant)} order by m.created_at desc, m.id desc`
