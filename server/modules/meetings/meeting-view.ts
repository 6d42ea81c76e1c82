import { formatLocalMoment } from '../../platform/local-time.ts'
import type { MeetingView } from './contract.ts'
import type { MeetingRow } from './repo/rows.ts'

const toTimestamp = (moment: Date | string): string => new Date(moment).toISOString()

export const toMeetingView = (row: MeetingRow): MeetingView => ({
  id: row.id,
  title: row.title,
  status: row.status,
  stage: row.stage,
  reason: row.reason,
  canRetry: row.can_retry,
  progress: row.progress,
  scenario: { id: row.scenario_id, version: row.scenario_version },
  language: row.language,
  spokenLanguage: row.spoken_language,
  client: row.client_id && row.client_name ? { id: row.client_id, name: row.client_name } : null,
  owner: { id: row.owner_id, name: row.owner_name },
  participants: row.participants,
  startedAt: row.started_at && formatLocalMoment(row.started_at, row.started_offset),
  durationMs: row.duration_ms,
  itemCount: row.item_count,
  decidedCount: row.decided_count,
  hasMedia: row.current_media_id !== null,
  hasTranscript: row.current_transcript_id !== null,
  currentMediaId: row.current_media_id,
  currentTranscriptId: row.current_transcript_id,
  currentRunId: row.current_run_id,
  replacement: row.replacement,
  rev: row.rev,
  createdAt: toTimestamp(row.created_at),
  updatedAt: toTimestamp(row.updated_at),
})
