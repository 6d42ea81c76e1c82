import type { TenantTx } from '../../../../db/tenant.ts'
import type { EvidenceState, ItemValue } from '../../../../plugins/engine/index.ts'
import { notFound } from '../../../platform/errors.ts'
import type { ItemView } from '../contract.ts'
import { applyCurrentNames } from '../people/current-names.ts'
import type { TypedField } from '../typed-fields.ts'
import { type ReadReference, referenceColumn } from '../people/repo/references.ts'

export interface EvidenceRow {
  ord: number
  ordinal: number
  rev: number
  speaker_id: number | null
  start_char: number
  end_char: number
  quote: string
  state: EvidenceState
}

export interface ReadEvidence extends EvidenceRow {
  start_ms: number | null
  end_ms: number | null
  speaker: string | null
  now_speaker_id: number | null
  /** The cited segment has been corrected or assigned to another speaker since. */
  moved: boolean
}

export interface LockRow {
  pointer: string
  value: unknown
  locked_by: string
}

/** An item with its evidence, locks and references, read in one statement. */
export interface ItemRow {
  id: string
  run_id: string
  section: string
  item_key: string
  ord: number
  /** With current names. */
  value: ItemValue
  /** With names as stored. */
  stored: ItemValue
  /** The people named in `stored` and `storedProposed`. */
  people: ReadReference[]
  /** The people named in `value`. */
  references: ReadReference[]
  evidence_state: EvidenceState
  review_state: ItemView['reviewState']
  override_note: string | null
  decided_by: string | null
  decided_by_name: string | null
  decided_at: Date | null
  track: string | null
  due_on: string | null
  proposed: ItemValue | null
  storedProposed: ItemValue | null
  rev: number
  created_at: Date
  evidence: ReadEvidence[]
  locks: LockRow[]
  can_undo: boolean
}

const itemColumns = `
  i.id, i.run_id, i.section, i.item_key, i.ord, i.value, i.evidence_state, i.review_state, i.override_note,
  i.decided_by, u.name as decided_by_name, i.decided_at, i.track, i.due_on, i.proposed, i.rev, i.created_at,
  coalesce((
    select json_agg(json_build_object('ord', e.ord, 'ordinal', e.ordinal, 'rev', e.rev,
      'speaker_id', e.speaker_id, 'start_char', e.start_char, 'end_char', e.end_char, 'quote', e.quote,
      'state', e.state, 'start_ms', s.start_ms, 'end_ms', s.end_ms, 'speaker', coalesce(n.name, p.name), 'now_speaker_id', p.id,
      'moved', s.rev is distinct from e.rev or s.speaker_id is distinct from e.speaker_id) order by e.ord)
    from evidence e
    left join segments s
      on s.tenant_id = e.tenant_id and s.transcript_id = r.transcript_id and s.ordinal = e.ordinal
    left join speakers p
      on p.tenant_id = s.tenant_id and p.transcript_id = s.transcript_id and p.id = s.speaker_id
    left join people n on n.tenant_id = p.tenant_id and n.id = p.person_id
    where e.tenant_id = i.tenant_id and e.item_id = i.id), '[]'::json) as evidence,
  coalesce((
    select json_agg(json_build_object('pointer', l.pointer, 'value', l.value, 'locked_by', l.locked_by)
      order by l.pointer)
    from field_locks l where l.tenant_id = i.tenant_id and l.item_id = i.id), '[]'::json) as locks,
  exists (select 1 from item_history h
    where h.tenant_id = i.tenant_id and h.item_id = i.id and not h.undone) as can_undo, ${referenceColumn}`

const itemJoins = `
  from items i
  join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
  left join users u on u.tenant_id = i.tenant_id and u.id = i.decided_by`

/** Selects `itemColumns`; `rest` is the SQL after the columns. */
export async function selectItems<Row extends ItemRow = ItemRow>(
  tx: TenantTx,
  rest: string,
  parameters: (string | number | string[] | null)[],
  moreColumns = '',
): Promise<Row[]> {
  const rows = await tx.sql.unsafe<Row[]>(
    `select ${itemColumns}${moreColumns} ${itemJoins} ${rest}`,
    parameters,
    { prepare: true },
  )
  return rows.map((row) => withNames({ ...row, stored: row.value, storedProposed: row.proposed }))
}

/** Fills an item's stored values with current names. */
export function withNames<Row extends ItemRow>(row: Row): Row {
  const of = (place: ReadReference['place']) => row.people.filter((one) => one.place === place)
  const { value, references } = applyCurrentNames(row.stored, of('value'))
  const proposed = row.storedProposed && applyCurrentNames(row.storedProposed, of('proposed')).value
  return { ...row, value, references, proposed }
}

export const listRunItems = (tx: TenantTx, runId: string): Promise<ItemRow[]> =>
  selectItems(tx, 'where i.tenant_id = $1 and i.run_id = $2 order by i.section, i.ord, i.id', [
    tx.tenantId,
    runId,
  ])

export async function listItemsOfRuns(
  tx: TenantTx,
  runIds: string[],
): Promise<Map<string, ItemRow[]>> {
  const rows = await selectItems(
    tx,
    'where i.tenant_id = $1 and i.run_id = any($2::uuid[]) order by i.section, i.ord, i.id',
    [tx.tenantId, runIds],
  )
  return Map.groupBy(rows, ({ run_id }) => run_id)
}

export async function getItem(tx: TenantTx, itemId: string): Promise<ItemRow> {
  const [row] = await selectItems(tx, 'where i.tenant_id = $1 and i.id = $2', [tx.tenantId, itemId])
  if (!row) throw notFound('item')
  return row
}

export const insertEvidence = (tx: TenantTx, itemId: string, evidence: EvidenceRow[]) => tx.sql`
  insert into evidence (tenant_id, item_id, ord, ordinal, rev, speaker_id, start_char, end_char, quote, state)
  select ${tx.tenantId}, ${itemId}, e.* from jsonb_to_recordset(${tx.sql.json(evidence as never)}) as e(
    ord smallint, ordinal int, rev int, speaker_id smallint, start_char int, end_char int, quote text, state text)`

/** Replaces the locks of an item. */
export async function writeLocks(tx: TenantTx, itemId: string, locks: LockRow[]): Promise<void> {
  await tx.sql`delete from field_locks where tenant_id = ${tx.tenantId} and item_id = ${itemId}`
  await tx.sql`
    insert into field_locks (tenant_id, item_id, pointer, value, locked_by)
    select ${tx.tenantId}, ${itemId}, l.* from jsonb_to_recordset(${tx.sql.json(locks as never)}) as l(
      pointer text, value jsonb, locked_by uuid)`
}

/** Replaces the stored typed fields of an item. */
export async function writeFields(
  tx: TenantTx,
  itemId: string,
  fields: TypedField[],
): Promise<void> {
  await tx.sql`delete from item_fields where tenant_id = ${tx.tenantId} and item_id = ${itemId}`
  await tx.sql`
    insert into item_fields (tenant_id, item_id, pointer, text, number, date)
    select ${tx.tenantId}, ${itemId}, f.* from jsonb_to_recordset(${tx.sql.json(fields as never)}) as f(
      pointer text, text text, number double precision, date date)`
}
