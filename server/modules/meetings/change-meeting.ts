import { audit } from '../../../db/audit/audit.ts'
import { describeChange } from '../../../db/audit/describe-change.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { MeetingView, PatchMeeting } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import { replaceParticipants } from './repo/participants.ts'
import { recordChange } from './repo/record-change.ts'
import { getMeeting, getMeetingForChange, requireClient } from './repo/meetings.ts'
import { type MeetingFields, updateMeeting } from './stage/repo/work.ts'
import { toMeetingView } from './meeting-view.ts'
import type { MeetingRow } from './repo/rows.ts'
import { readStart } from './meeting-start.ts'

/** Changes the details of a meeting. Its transcript and results stay the same. */
export async function changeMeeting(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
  input: PatchMeeting,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const before = await getMeetingForChange(tx, ctx, id, expectedRev)
    if (input.clientId) await requireClient(tx, input.clientId)
    const fields: MeetingFields = {}
    if (input.title !== undefined) fields.title = input.title.trim()
    if (input.clientId !== undefined) fields.clientId = input.clientId
    if (input.startedAt !== undefined) Object.assign(fields, readStart(input.startedAt))
    if (input.spokenLanguage !== undefined) fields.spokenLanguage = input.spokenLanguage
    await updateMeeting(tx, id, fields)
    if (input.participants) await replaceParticipants(tx, id, input.participants)
    await audit(tx, ctx, 'meeting.changed', id, describe(before, fields, input))
    await recordChange(tx, ctx, id, 'changed')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

const toIso = (moment: Date | string | null): string | null =>
  moment === null ? null : new Date(moment).toISOString()

function describe(before: MeetingRow, fields: MeetingFields, { participants }: PatchMeeting) {
  const { title, clientId, startedAt, spokenLanguage } = fields
  const was = {
    title: before.title,
    clientId: before.client_id,
    startedAt: toIso(before.started_at),
    spokenLanguage: before.spoken_language,
  }
  const is = {
    title: title ?? was.title,
    clientId: clientId === undefined ? was.clientId : (clientId?.toLowerCase() ?? null),
    startedAt: startedAt === undefined ? was.startedAt : toIso(startedAt),
    spokenLanguage: spokenLanguage === undefined ? was.spokenLanguage : spokenLanguage,
  }
  const change = describeChange(was, is, ['clientId', 'startedAt', 'spokenLanguage'])
  return participants ? { ...change, fields: `${change.fields} participants`.trim() } : change
}
