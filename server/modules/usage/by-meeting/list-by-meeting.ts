import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { csvHead, csvLine } from '../../../platform/csv.ts'
import { type Cursors, readCursor, toPage } from '../../../platform/cursors.ts'
import type { Services } from '../../../../db/services.ts'
import { toStream } from '../../../platform/text-stream.ts'
import type { MeetingUsage, MeetingUsageQuery, MeetingUsageRow } from '../contract.ts'
import { dayOf } from '../days.ts'
import { rangeOf } from '../range.ts'
import { readLines } from '../repo.ts'
import {
  listMeetingUsage,
  type MeetingUsageFilter,
  type MeetingUsageLine,
  type MeetingUsagePosition,
  sumMetered,
} from './repo.ts'

export type MeetingUsageDeps = Pick<Services, 'db'> & { cursors: Cursors }

const listName = 'usage-by-meeting'
const exportedAtOnce = 1_000

const filterOf = (query: MeetingUsageQuery, now: Date): MeetingUsageFilter => ({
  ...rangeOf(query, now),
  isMeteredOnly: query.metered === 'true',
})

const viewerOf = (ctx: Ctx): string | null => (seesEveryMeeting(ctx) ? null : actorId(ctx))

/** Lists the transcriptions and corrections behind the transcribed seconds of a range, newest first. */
export async function listUsageByMeeting(
  { db, cursors }: MeetingUsageDeps,
  ctx: Ctx,
  query: MeetingUsageQuery,
  now = new Date(),
): Promise<MeetingUsage> {
  authorize(ctx, 'billing:read')
  const filter = filterOf(query, now)
  const { limit = 20 } = query
  const after = readCursor(cursors, listName, query.cursor) as MeetingUsagePosition | null
  const page = { after, atMost: limit + 1, viewerId: viewerOf(ctx) }
  const [lines, totals] = await Promise.all([
    listMeetingUsage(db, ctx, filter, page),
    sumRange(db, ctx, filter, now),
  ])
  const { from, to } = filter
  const sign = ({ position, id }: MeetingUsageLine) => cursors.sign(listName, [position, id])
  return { from, to, totals, ...toPage(lines, limit, toRow, sign) }
}

/** From the same sums as the usage page; metered usage from the reports. */
async function sumRange(
  db: MeetingUsageDeps['db'],
  ctx: Ctx,
  { from, to, isMeteredOnly }: MeetingUsageFilter,
  now: Date,
): Promise<MeetingUsage['totals']> {
  const [meteredSeconds, kinds] = await Promise.all([
    sumMetered(db, ctx, { from, to }),
    isMeteredOnly ? [] : readLines(db, ctx, { from, to, by: 'kind' }, dayOf(now)),
  ])
  if (isMeteredOnly) return { seconds: meteredSeconds, meteredSeconds }
  const spoken = kinds.find(({ key }) => key === 'transcription')
  return { seconds: spoken?.transcribedSeconds ?? 0, meteredSeconds }
}

const toRow = (line: MeetingUsageLine): MeetingUsageRow => ({
  id: line.id,
  meetingId: line.meetingId,
  title: line.title,
  at: new Date(line.at).toISOString(),
  seconds: line.seconds,
  corrects: line.corrects,
  isMetered: line.isMetered,
})

/** All rows as a streamed file. */
export function exportUsageByMeeting(
  deps: MeetingUsageDeps,
  ctx: Ctx,
  query: MeetingUsageQuery,
  now = new Date(),
): ReadableStream<Uint8Array> {
  authorize(ctx, 'billing:read')
  return toStream(toCsv(readPages(deps, ctx, filterOf(query, now))))
}

async function* readPages(
  { db }: MeetingUsageDeps,
  ctx: Ctx,
  filter: MeetingUsageFilter,
): AsyncGenerator<MeetingUsageLine[]> {
  const viewerId = viewerOf(ctx)
  for (let after: MeetingUsagePosition | null = null; ;) {
    const page = { after, atMost: exportedAtOnce, viewerId }
    const lines: MeetingUsageLine[] = await listMeetingUsage(db, ctx, filter, page)
    if (lines.length > 0) yield lines
    const last = lines.at(-1)
    if (!last || lines.length < exportedAtOnce) return
    after = [last.position, last.id]
  }
}

const columns: [string, (row: MeetingUsageRow) => string][] = [
  ['at', ({ at }) => at],
  ['meeting', ({ title }) => title ?? ''],
  ['meetingId', ({ meetingId }) => meetingId ?? ''],
  ['seconds', ({ seconds }) => String(seconds)],
  ['isMetered', ({ isMetered }) => String(isMetered)],
  ['id', ({ id }) => id],
  ['corrects', ({ corrects }) => corrects ?? ''],
]

async function* toCsv(pages: AsyncIterable<MeetingUsageLine[]>): AsyncGenerator<string> {
  yield csvHead(columns.map(([name]) => name))
  for await (const lines of pages)
    yield lines
      .map(toRow)
      .map((row) => csvLine(columns.map(([, of]) => of(row))))
      .join('')
}
