import type { TenantTx } from '../../../db/tenant.ts'
import type {
  GroundedItem,
  ItemValue,
  LoadedPack,
  RunOutput,
  SectionSpec,
} from '../../../plugins/engine/index.ts'
import { newId } from '../../platform/ids.ts'
import {
  createNameResolver,
  findReferences,
  type KnownPeople,
  personPointers,
  type NameTarget,
} from './people/find-people.ts'
import { valueAt } from './people/pointers.ts'
import type { AnalysisClaim } from './repo/claim.ts'
import { insertItemRows, type ItemRecord, storeRun } from './repo/runs.ts'
import { dueOf, typedFields } from './typed-fields.ts'

export interface SavedRun {
  runId: string
  itemCount: number
}

/** Stores a run in two statements: one for the run, one for all items with evidence, people and fields. */
export async function insertRun(
  tx: TenantTx,
  claim: AnalysisClaim,
  pack: LoadedPack,
  output: RunOutput,
): Promise<SavedRun> {
  const runId = claim.runId ?? newId()
  const speakers = speakersOf(claim.segments)
  const known = await storeRun(tx, runId, claim, output, speakers, namesIn(pack, output))
  const resolveName = createNameResolver({ speakers, ...known })
  return { runId, itemCount: await insertItems(tx, runId, claim, pack, output, resolveName) }
}

async function insertItems(
  tx: TenantTx,
  runId: string,
  claim: AnalysisClaim,
  pack: LoadedPack,
  output: RunOutput,
  resolveName: (name: string) => NameTarget | null,
): Promise<number> {
  const speakerOf = new Map(claim.segments.map((segment) => [segment.ordinal, segment.speakerId]))
  const found = output.sections.flatMap(({ name, items }) => items.map((item) => ({ name, item })))
  if (found.length === 0) return 0
  const sections = new Map(pack.sections.map((section) => [section.name, section]))
  const rows = found.map(({ name, item }) =>
    itemRow(name, sections.get(name), item, speakerOf, resolveName),
  )
  await insertItemRows(tx, runId, rows)
  return rows.length
}

function namesIn(pack: LoadedPack, output: RunOutput): string[] {
  const sections = new Map(pack.sections.map((section) => [section.name, section]))
  return output.sections.flatMap(({ name, items }) => {
    const section = sections.get(name)
    return section ? items.flatMap(({ value }) => namesOf(section, value)) : []
  })
}

const namesOf = (section: SectionSpec, value: ItemValue): string[] =>
  personPointers(section, value).map((pointer) => String(valueAt(value, pointer)))

/** Speakers with the names that the run received. */
function speakersOf(segments: AnalysisClaim['segments']): KnownPeople['speakers'] {
  const names = new Map(segments.map(({ speakerId, speaker }) => [speakerId, speaker]))
  return [...names].flatMap(([id, name]) => (id === null || name === null ? [] : [{ id, name }]))
}

function itemRow(
  sectionName: string,
  section: SectionSpec | undefined,
  item: GroundedItem,
  speakerOf: Map<number, number | null>,
  resolveName: (name: string) => NameTarget | null,
): ItemRecord {
  const fields = section ? typedFields(section, item.value) : []
  return {
    id: newId(),
    section: sectionName,
    item_key: item.key,
    ord: item.ord,
    value: item.value,
    evidence_state: item.state,
    track: section?.track ?? null,
    due_on: section ? dueOf(section, fields) : null,
    evidence: item.evidence.map((entry, at) => ({
      ord: at + 1,
      ordinal: entry.ordinal,
      rev: entry.rev,
      speaker_id: speakerOf.get(entry.ordinal) ?? null,
      start_char: entry.startChar,
      end_char: entry.endChar,
      quote: entry.quote,
      state: entry.state,
    })),
    fields,
    people: section ? findReferences(section, item.value, resolveName) : [],
  }
}
