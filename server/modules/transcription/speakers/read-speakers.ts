import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { foldName } from '../../../platform/ids.ts'
import { getMeeting } from '../../meetings/index.ts'
import type { SpeakersView } from '../contract.ts'
import type { TranscriptionDeps } from '../deps.ts'
import { loadSegments } from '../repo.ts'
import { findPeopleByName, listSpeakerRows } from './repo.ts'
import { type Candidate, type Suggestion, suggestSpeakers } from './suggest-speakers.ts'

/** The speakers of the current transcript, with suggestions for those without a name. */
export async function readSpeakers(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
): Promise<SpeakersView> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    if (!meeting.current_transcript_id) throw notFound('transcript')
    return viewSpeakers(tx, meeting.current_transcript_id, meeting.participants)
  })
}

export async function viewSpeakers(
  tx: TenantTx,
  transcriptId: string,
  participants: Candidate[],
): Promise<SpeakersView> {
  const rows = await listSpeakerRows(tx, transcriptId)
  const present = rows.filter(({ segmentCount }) => segmentCount > 0)
  const suggestions = present.some(({ unnamed }) => unnamed)
    ? await linkPeople(
        tx,
        suggestSpeakers(await loadSegments(tx, transcriptId), present, participants),
      )
    : new Map<number, Suggestion[]>()
  return { data: present.map((row) => ({ ...row, suggestions: suggestions.get(row.id) ?? [] })) }
}

/** Links a suggested name to a person of the directory. */
async function linkPeople(
  tx: TenantTx,
  suggestions: Map<number, Suggestion[]>,
): Promise<Map<number, Suggestion[]>> {
  const strangers = [...suggestions.values()].flat().filter(({ personId }) => personId === null)
  if (strangers.length === 0) return suggestions
  const people = await findPeopleByName(
    tx,
    strangers.map(({ name }) => foldName(name)),
  )
  const idOf = new Map(people.map(({ foldedName, personId }) => [foldedName, personId]))
  return new Map(
    [...suggestions].map(([id, list]) => [
      id,
      list.map((one) => ({
        ...one,
        personId: one.personId ?? idOf.get(foldName(one.name)) ?? null,
      })),
    ]),
  )
}
