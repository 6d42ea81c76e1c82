import type { TenantTx } from '../../../db/tenant.ts'
import { type LoadedPack, matchItems, type SectionSpec } from '../../../plugins/engine/index.ts'
import { newId } from '../../platform/ids.ts'
import { keyOf } from './item-view.ts'
import {
  copyItemRow,
  countItems,
  type ItemCounts,
  listRunSources,
  reopenItem,
  replaceEvidence,
  updateCarried,
} from './repo/decisions.ts'
import { listSpeakers, loadSegments } from '../transcription/index.ts'
import {
  type EvidenceRow,
  insertEvidence,
  type ItemRow,
  listRunItems,
  writeFields,
  writeLocks,
} from './repo/items.ts'
import { moveToTranscript } from './people/move-to-transcript.ts'
import { type ReferenceRow, writeReferences } from './people/repo/references.ts'
import { relocateEvidence } from './relocate-evidence.ts'
import { fieldOf, migrateItems } from './runs/migrate-items.ts'
import { dueOf, typedFields } from './typed-fields.ts'

/** An item of the previous run, with its evidence located in the other run's transcript. */
interface Carried {
  row: ItemRow
  evidence: EvidenceRow[]
  evidenceState: ItemRow['evidence_state']
}

/**
 * Carries people's decisions from one run to another, which was made with `pack`. Matched items keep their locked
 * values and state; locked items without a match are copied. For a newer major version, its migrations convert the
 * items first; an item whose section no longer exists stays with the previous run. Decisions in the previous run win
 * over older ones in the other run. Updates and returns the meeting's counts.
 */
export async function carryDecisions(
  tx: TenantTx,
  meetingId: string,
  fromRunId: string,
  toRunId: string,
  pack: LoadedPack,
): Promise<ItemCounts> {
  const carried = await readForRun(tx, fromRunId, toRunId, pack)
  const fresh = await listRunItems(tx, toRunId)
  for (const section of pack.sections) {
    const old = carried.filter(({ row }) => row.section === section.name)
    const candidates = fresh.filter((item) => item.section === section.name)
    const cited = (item: Carried) => asCited(item, section)
    const matches = matchItems(old.map(cited), candidates.map(untouched).map(cited))
    const matched = new Set(matches.map((match) => match.old.item.row.id))
    for (const match of matches) {
      const [from, to] = [match.old.item, match.new.item.row]
      if (from.row.locks.length > 0) await updateMatched(tx, from, to, section)
      else if (isDecided(to)) await reopenItem(tx, to.id)
    }
    for (const item of old) {
      if (item.row.locks.length > 0 && !matched.has(item.row.id)) {
        await copyItem(tx, item, toRunId, section)
      }
    }
  }
  return countItems(tx, meetingId, toRunId)
}

const isDecided = (row: ItemRow): boolean => row.locks.some((lock) => lock.pointer === '')

/** True for an item that was accepted because of its quotes and has lost them all: a person must decide again. */
const hasLostEvidence = ({ row, evidence }: Carried): boolean =>
  row.review_state === 'accepted' &&
  row.override_note === null &&
  row.evidence.length > 0 &&
  evidence.length === 0

const untouched = (row: ItemRow): Carried => ({
  row,
  evidence: row.evidence,
  evidenceState: row.evidence_state,
})

/** Reads the items of one run for another. If their transcripts differ, locates the quotes in the other transcript. */
async function readForRun(
  tx: TenantTx,
  fromRunId: string,
  toRunId: string,
  pack: LoadedPack,
): Promise<Carried[]> {
  const runs = await listRunSources(tx, [fromRunId, toRunId])
  const [from, to] = [fromRunId, toRunId].map((id) => runs.find((run) => run.id === id))
  if (!from || !to) return []
  const items = migrateItems(await listRunItems(tx, fromRunId), from, pack)
  if (from.transcriptId === to.transcriptId) return items.map(untouched)
  const segments = await loadSegments(tx, to.transcriptId)
  const speakers = await listSpeakers(tx, to.transcriptId)
  return items.map((found) => {
    const row = moveToTranscript(found, speakers)
    const evidence = relocateEvidence(row.evidence, segments)
    return {
      row,
      evidence,
      evidenceState: evidence.length > 0 ? row.evidence_state : 'unsupported',
    }
  })
}

const asCited = (item: Carried, { textField }: SectionSpec) => ({
  item,
  key: keyOf(item.row, textField),
  evidence: item.evidence.map((entry) => ({
    ordinal: entry.ordinal,
    rev: entry.rev,
    startChar: entry.start_char,
    endChar: entry.end_char,
    quote: entry.quote,
    state: entry.state,
  })),
})

const peopleOf = (row: ItemRow, place: ReferenceRow['place']): ReferenceRow[] =>
  row.people.filter((one) => one.place === place)

async function updateMatched(
  tx: TenantTx,
  from: Carried,
  to: ItemRow,
  section: SectionSpec,
): Promise<void> {
  const { row } = from
  const whole = row.locks.some((lock) => lock.pointer === '')
  const value = whole ? row.stored : { ...to.stored }
  const locked = new Set(row.locks.map(({ pointer }) => fieldOf(pointer)).filter(Boolean))
  for (const field of whole ? [] : locked) {
    if (field in row.stored) value[field] = row.stored[field]
    else delete value[field]
  }
  const isTaken = ({ pointer }: ReferenceRow) => whole || locked.has(fieldOf(pointer))
  const people = [
    ...peopleOf(row, 'value').filter(isTaken),
    ...peopleOf(to, 'value').filter((one) => !isTaken(one)),
  ]
  if (!to.storedProposed) await writeReferences(tx, to.id, 'proposed', peopleOf(to, 'value'))
  await writeReferences(tx, to.id, 'value', people)
  const fields = typedFields(section, value)
  await updateCarried(tx, to.id, row, {
    value,
    evidenceState: whole ? from.evidenceState : to.evidence_state,
    dueOn: dueOf(section, fields),
    proposed: to.storedProposed ?? to.stored,
  })
  if (whole) await replaceEvidence(tx, to.id, from.evidence)
  await writeLocks(tx, to.id, row.locks)
  if (hasLostEvidence(from)) await reopenItem(tx, to.id)
  await writeFields(tx, to.id, fields)
}

async function copyItem(
  tx: TenantTx,
  item: Carried,
  runId: string,
  section: SectionSpec,
): Promise<void> {
  const { row } = item
  const id = newId()
  const fields = typedFields(section, row.stored)
  await copyItemRow(tx, row.id, {
    id,
    runId,
    section: section.name,
    track: section.track ?? null,
    value: row.stored,
    evidenceState: item.evidenceState,
    dueOn: dueOf(section, fields),
  })
  await insertEvidence(tx, id, item.evidence)
  await writeReferences(tx, id, 'value', peopleOf(row, 'value'))
  await writeLocks(tx, id, row.locks)
  if (hasLostEvidence(item)) await reopenItem(tx, id)
  await writeFields(tx, id, fields)
}
