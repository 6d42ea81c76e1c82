import type { TenantTx } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { FieldFault } from '../../../platform/errors.ts'
import { withWrite } from '../../../platform/transaction.ts'
import type { PatchSpeakers, SpeakersView } from '../contract.ts'
import type { TranscriptionDeps } from '../deps.ts'
import { openTranscript, recordTranscriptChange, refuse } from './open-transcript.ts'
import { readSpeakers } from './read-speakers.ts'
import { listMissingPeople, listSpeakerRows } from './speakers-repo.ts'

/** Names speakers, links them to people, and puts several into one. What cites a segment that changed hands is stale. */
export async function changeSpeakers(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
  input: PatchSpeakers,
): Promise<SpeakersView> {
  authorize(ctx, 'meetings:write')
  await withWrite(deps.db, ctx, async (tx) => {
    const { transcriptId } = await openTranscript(tx, ctx, meetingId)
    await requireSound(tx, transcriptId, input)
    const renamed = await rename(tx, transcriptId, input.rename ?? [])
    const ordinals = await merge(tx, transcriptId, input.merge ?? [])
    if (renamed + ordinals.length === 0) return null
    await recordTranscriptChange(tx, ctx, meetingId, transcriptId, {
      action: 'transcript.speakers_changed',
      ordinals,
      data: { renamed, movedSegments: ordinals.length },
    })
    return null
  })
  return readSpeakers(deps, ctx, meetingId)
}

async function requireSound(
  tx: TenantTx,
  transcriptId: string,
  { rename = [], merge = [] }: PatchSpeakers,
): Promise<void> {
  const known = new Set((await listSpeakerRows(tx, transcriptId)).map(({ id }) => id))
  const missing = await listMissingPeople(
    tx,
    rename.flatMap(({ personId }) => (personId ? [personId] : [])),
  )
  const faults: FieldFault[] = []
  const requireKnown = (id: number, pointer: string): void => {
    if (!known.has(id)) faults.push({ pointer, detail: 'no such speaker in this transcript' })
  }
  for (const [at, { id, personId }] of rename.entries()) {
    requireKnown(id, `/rename/${at}/id`)
    if (rename.findIndex((other) => other.id === id) < at) {
      faults.push({ pointer: `/rename/${at}/id`, detail: 'this speaker is renamed twice' })
    }
    if (personId && missing.has(personId)) {
      faults.push({ pointer: `/rename/${at}/personId`, detail: 'no such person' })
    }
  }
  const gone = new Set<number>()
  for (const [at, { from, into }] of merge.entries()) {
    requireKnown(into, `/merge/${at}/into`)
    if (gone.has(into)) {
      faults.push({ pointer: `/merge/${at}/into`, detail: 'this speaker is put into another one' })
    }
    for (const [index, id] of from.entries()) {
      const pointer = `/merge/${at}/from/${index}`
      requireKnown(id, pointer)
      if (id === into) faults.push({ pointer, detail: 'a speaker cannot be put into itself' })
      else if (gone.has(id))
        faults.push({ pointer, detail: 'this speaker is put elsewhere already' })
      gone.add(id)
    }
  }
  if (faults.length > 0) throw refuse(faults)
}

/** How many speakers have another name or person now. */
async function rename(
  tx: TenantTx,
  transcriptId: string,
  list: NonNullable<PatchSpeakers['rename']>,
): Promise<number> {
  if (list.length === 0) return 0
  const values = list.map(({ id, name, personId }) => ({
    id,
    name: name.trim(),
    person_id: personId ?? null,
    links: personId !== undefined,
  }))
  const changed = await tx.sql`
    update speakers p set name = g.name, unnamed = false,
      person_id = case when g.links then g.person_id else p.person_id end
    from jsonb_to_recordset(${tx.sql.json(values)}) as g(id smallint, name text, person_id uuid, links boolean)
    where p.tenant_id = ${tx.tenantId} and p.transcript_id = ${transcriptId} and p.id = g.id
      and (p.name <> g.name or p.unnamed or (g.links and p.person_id is distinct from g.person_id))
    returning 1`
  return changed.length
}

/** The segments that changed hands. The speakers who lost theirs stay behind: an id is never given to somebody else. */
async function merge(
  tx: TenantTx,
  transcriptId: string,
  list: NonNullable<PatchSpeakers['merge']>,
): Promise<number[]> {
  const moved: number[] = []
  for (const { from, into } of list) {
    const rows = await tx.sql<{ ordinal: number }[]>`
      update segments set speaker_id = ${into}
      where tenant_id = ${tx.tenantId} and transcript_id = ${transcriptId}
        and speaker_id = any(${from}::smallint[])
      returning ordinal`
    moved.push(...rows.map(({ ordinal }) => ordinal))
  }
  return moved
}
