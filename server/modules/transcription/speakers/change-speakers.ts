import type { RenamedWho } from '../../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { FieldFault } from '../../../platform/errors.ts'
import { foldName } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { PatchSpeakers, SpeakersView } from '../contract.ts'
import type { TranscriptionDeps } from '../deps.ts'
import { openTranscript, recordTranscriptChange, refuse } from './open-transcript.ts'
import { readSpeakers } from './read-speakers.ts'
import {
  findPeopleNames,
  listSpeakerRows,
  mergeSpeakers,
  type SpeakerRow,
  writeSpeakers,
} from './repo.ts'

/** Names speakers, links them to people and merges them. Items that cite a reassigned segment become stale. */
export async function changeSpeakers(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
  input: PatchSpeakers,
): Promise<SpeakersView> {
  authorize(ctx, 'meetings:write')
  await withWrite(deps.db, ctx, async (tx) => {
    const { transcriptId } = await openTranscript(tx, ctx, meetingId)
    const before = byId(await listSpeakerRows(tx, transcriptId))
    await requireSound(tx, before, input)
    const { rename = [], merge = [] } = input
    const renamed = await writeSpeakers(tx, transcriptId, toStored(rename, before))
    const ordinals: number[] = []
    for (const { from, into } of merge) {
      ordinals.push(...(await mergeSpeakers(tx, transcriptId, from, into)))
    }
    if (renamed.length + ordinals.length === 0) return null
    const after = byId(await listSpeakerRows(tx, transcriptId))
    const merged = merge.flatMap(({ from, into }) => [...from, into])
    await recordTranscriptChange(tx, ctx, meetingId, transcriptId, {
      action: 'transcript.speakers_changed',
      ordinals,
      speakerIds: [...renamed, ...merge.flatMap(({ from }) => from)],
      renamed: renamedSpeakers(before, after, merge),
      data: {
        renamed: renamed.length,
        speakerIds: renamed.join(' '),
        mergedIds: merged.join(' '),
        movedSegments: ordinals.length,
      },
    })
    return null
  })
  return readSpeakers(deps, ctx, meetingId)
}

const byId = (rows: SpeakerRow[]): Map<number, SpeakerRow> =>
  new Map(rows.map((row) => [row.id, row]))

async function requireSound(
  tx: TenantTx,
  known: Map<number, SpeakerRow>,
  { rename = [], merge = [] }: PatchSpeakers,
): Promise<void> {
  const people = await findPeopleNames(
    tx,
    rename.flatMap(({ personId }) => (personId ? [personId] : [])),
  )
  const faults: FieldFault[] = []
  const requireKnown = (id: number, pointer: string): void => {
    if (!known.has(id))
      faults.push({
        pointer,
        detail: 'no such speaker in this transcript',
        inRussian: 'такого говорящего в этой расшифровке нет',
      })
  }
  for (const [at, { id, personId }] of rename.entries()) {
    requireKnown(id, `/rename/${at}/id`)
    if (rename.findIndex((other) => other.id === id) < at) {
      faults.push({
        pointer: `/rename/${at}/id`,
        detail: 'this speaker is renamed twice',
        inRussian: 'этого говорящего переименовывают дважды',
      })
    }
    if (personId && !people.has(personId.toLowerCase())) {
      faults.push({
        pointer: `/rename/${at}/personId`,
        detail: 'no such person',
        inRussian: 'такого человека нет',
      })
    }
  }
  const gone = new Set<number>()
  for (const [at, { from, into }] of merge.entries()) {
    requireKnown(into, `/merge/${at}/into`)
    if (gone.has(into)) {
      faults.push({
        pointer: `/merge/${at}/into`,
        detail: 'this speaker is put into another one',
        inRussian: 'этого говорящего объединяют с другим',
      })
    }
    for (const [index, id] of from.entries()) {
      const pointer = `/merge/${at}/from/${index}`
      requireKnown(id, pointer)
      if (id === into)
        faults.push({
          pointer,
          detail: 'a speaker cannot be put into itself',
          inRussian: 'говорящего нельзя объединить с ним самим',
        })
      else if (gone.has(id))
        faults.push({
          pointer,
          detail: 'this speaker is put elsewhere already',
          inRussian: 'этого говорящего уже объединяют с другим',
        })
      gone.add(id)
    }
  }
  if (faults.length > 0) throw refuse(faults)
}

/**
 * The list as it is stored. Whoever is linked is called as the directory calls them, so another name without a person
 * ends the link.
 */
function toStored(
  list: NonNullable<PatchSpeakers['rename']>,
  before: Map<number, SpeakerRow>,
): { id: number; name: string; personId: string | null }[] {
  return list.map(({ id, name: given, personId }) => {
    const name = given.trim()
    const known = before.get(id)
    const stays = known && foldName(known.name) === foldName(name) ? known.personId : null
    return { id, name, personId: personId === undefined ? stays : personId }
  })
}

/** Who was renamed, and who was merged into whom. */
function renamedSpeakers(
  before: Map<number, SpeakerRow>,
  after: Map<number, SpeakerRow>,
  merges: NonNullable<PatchSpeakers['merge']>,
): RenamedWho[] {
  const target = new Map(merges.flatMap(({ from, into }) => from.map((id) => [id, into])))
  return [...before.values()].flatMap(({ id, name: from }) => {
    const now = after.get(target.get(id) ?? id)
    if (!now || now.name === from) return []
    return [{ from, to: now.name, speakerId: now.id, personId: now.personId }]
  })
}
