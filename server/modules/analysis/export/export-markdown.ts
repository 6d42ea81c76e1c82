import { withTenant } from '../../../../db/tenant.ts'
import { type DocumentHead, type Locale, renderDocument } from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound, retentionOver } from '../../../platform/errors.ts'
import { formatInPlace } from '../../../platform/local-time.ts'
import { getMeeting, type MeetingRow } from '../../meetings/index.ts'
import { loadSegments } from '../../transcription/index.ts'
import type { AnalysisDeps } from '../deps.ts'
import { type ItemRow, listRunItems } from '../repo/items.ts'
import { findRun } from '../repo/runs.ts'
import { type Acceptance, readAcceptance } from './repo.ts'

/** The result as a document for a customer, with people's edits and without rejected items. */
export async function exportMarkdown(
  deps: AnalysisDeps,
  ctx: Ctx,
  meetingId: string,
): Promise<{ title: string; text: string }> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    if (!meeting.current_run_id) throw notFound('result')
    const run = await findRun(tx, meetingId, meeting.current_run_id)
    const pack = await deps.packs.find(tx, run.packId, run.packVersion)
    if (run.expiredAt) throw retentionOver('result')
    if (!pack || !run.output) throw notFound('result')
    const items = Map.groupBy(await listRunItems(tx, run.id), (item) => item.section)
    const segments = await loadSegments(tx, run.transcriptId)
    const head = renderHeader(meeting, await readAcceptance(tx, meetingId))
    const sections = run.output.sections.map(({ name }) => ({
      name,
      items: (items.get(name) ?? [])
        .filter((item) => item.review_state !== 'rejected')
        .map(toDocumentItem),
    }))
    const locale = meeting.language
    return {
      title: meeting.title,
      text: renderDocument({ pack, head, sections, segments, locale }),
    }
  })
}

function renderHeader(
  meeting: MeetingRow,
  { acceptedAt, acceptedBy, timeZone }: Acceptance,
): DocumentHead {
  const day = (moment: Date | string): string => formatDay(moment, meeting.language, timeZone)
  return {
    title: meeting.title,
    date: meeting.started_at === null ? null : formatStartDay(meeting, timeZone),
    client: meeting.client_name,
    participants: meeting.participants,
    accepted:
      meeting.status === 'accepted' && acceptedAt && acceptedBy !== null
        ? { by: acceptedBy, date: day(acceptedAt) }
        : null,
  }
}

/** The local date of the meeting. */
const formatStartDay = (
  { started_at: at, started_offset: offset, language }: MeetingRow,
  timeZone: string,
): string | null =>
  at && formatDay(`${formatInPlace(at, offset, timeZone).slice(0, 10)}T12:00:00Z`, language, 'UTC')

const formatDay = (moment: Date | string, locale: Locale, timeZone: string): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeZone,
  }).format(new Date(moment))

const toDocumentItem = (row: ItemRow) => ({
  key: row.item_key,
  ord: row.ord,
  value: row.value,
  state: row.evidence_state,
  isDecided: row.review_state !== 'proposed',
  evidence: row.evidence.map((entry) => ({
    ordinal: entry.ordinal,
    rev: entry.rev,
    startChar: entry.start_char,
    endChar: entry.end_char,
    quote: entry.quote,
    state: entry.state,
  })),
})
