import type { TenantTx } from '../../../db/tenant.ts'
import { matchItems } from '../../../plugins/engine/index.ts'
import { newId } from '../../platform/ids.ts'
import { type ItemRow, listRunItems } from './items.ts'

/**
 * Takes what people decided from one run to another: matched items keep their locked values and their state, locked
 * items without a match are copied. Updates the meeting's counts.
 */
export async function carryDecisions(
  tx: TenantTx,
  meetingId: string,
  fromRunId: string,
  toRunId: string,
): Promise<void> {
  const decided = (await listRunItems(tx, fromRunId)).filter((item) => item.locks.length > 0)
  const fresh = await listRunItems(tx, toRunId)
  const sections = new Set(decided.map((item) => item.section))
  for (const section of sections) {
    const old = decided.filter((item) => item.section === section)
    const candidates = fresh.filter((item) => item.section === section && item.locks.length === 0)
    const matches = matchItems(old.map(asCited), candidates.map(asCited))
    const matched = new Set(matches.map((match) => match.old.row.id))
    for (const match of matches) await carryOver(tx, match.old.row, match.new.row)
    for (const item of old) if (!matched.has(item.id)) await copyItem(tx, item, toRunId)
  }
  await countItems(tx, meetingId, toRunId)
}

const asCited = (row: ItemRow) => ({
  row,
  key: row.item_key,
  evidence: row.evidence.map((entry) => ({
    ordinal: entry.ordinal,
    rev: entry.rev,
    startChar: entry.start_char,
    endChar: entry.end_char,
    quote: entry.quote,
    state: entry.state,
  })),
})

async function carryOver(tx: TenantTx, from: ItemRow, to: ItemRow): Promise<void> {
  const whole = from.locks.some((lock) => lock.pointer === '')
  const value = whole ? from.value : { ...to.value }
  for (const { pointer } of from.locks) {
    const field = pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')
    if (whole || field === '') continue
    if (field in from.value) value[field] = from.value[field]
    else delete value[field]
  }
  await tx.sql`
    update items set value = ${tx.sql.json(value as never)}, review_state = ${from.review_state},
      override_note = ${from.override_note}, decided_by = ${from.decided_by}, decided_at = ${from.decided_at},
      evidence_state = ${whole ? from.evidence_state : to.evidence_state}, rev = rev + 1
    where tenant_id = ${tx.tenantId} and id = ${to.id}`
  if (whole) {
    await tx.sql`delete from evidence where tenant_id = ${tx.tenantId} and item_id = ${to.id}`
    await copyEvidence(tx, from.id, to.id)
  }
  await copyLocks(tx, from.id, to.id)
  await copyFields(tx, from.id, to.id, whole ? null : from.locks.map((lock) => lock.pointer))
}

async function copyItem(tx: TenantTx, item: ItemRow, runId: string): Promise<void> {
  const id = newId()
  await tx.sql`
    insert into items (tenant_id, id, run_id, section, item_key, ord, value, evidence_state, review_state,
      override_note, decided_by, decided_at, track, owner_person_id, due_on)
    select tenant_id, ${id}, ${runId}, section, item_key, ord, value, evidence_state, review_state,
      override_note, decided_by, decided_at, track, owner_person_id, due_on
    from items where tenant_id = ${tx.tenantId} and id = ${item.id}`
  await copyEvidence(tx, item.id, id)
  await copyLocks(tx, item.id, id)
  await copyFields(tx, item.id, id, null)
}

const copyEvidence = (tx: TenantTx, from: string, to: string) => tx.sql`
  insert into evidence (tenant_id, item_id, ord, ordinal, rev, speaker_id, start_char, end_char, quote, state)
  select tenant_id, ${to}, ord, ordinal, rev, speaker_id, start_char, end_char, quote, state
  from evidence where tenant_id = ${tx.tenantId} and item_id = ${from}`

const copyLocks = (tx: TenantTx, from: string, to: string) => tx.sql`
  insert into field_locks (tenant_id, item_id, pointer, value, locked_by, locked_at)
  select tenant_id, ${to}, pointer, value, locked_by, locked_at
  from field_locks where tenant_id = ${tx.tenantId} and item_id = ${from}`

async function copyFields(
  tx: TenantTx,
  from: string,
  to: string,
  pointers: string[] | null,
): Promise<void> {
  await tx.sql`
    delete from item_fields where tenant_id = ${tx.tenantId} and item_id = ${to}
      and (${pointers === null} or pointer = any(${pointers ?? []}))`
  await tx.sql`
    insert into item_fields (tenant_id, item_id, pointer, text, number, date)
    select tenant_id, ${to}, pointer, text, number, date
    from item_fields where tenant_id = ${tx.tenantId} and item_id = ${from}
      and (${pointers === null} or pointer = any(${pointers ?? []}))`
}

/** Counts of the shown run, as lists show them. */
export async function countItems(tx: TenantTx, meetingId: string, runId: string): Promise<void> {
  await tx.sql`
    update meetings m set item_count = c.total, decided_count = c.decided
    from (select count(*)::int as total, count(*) filter (where review_state <> 'proposed')::int as decided
      from items where tenant_id = ${tx.tenantId} and run_id = ${runId}) c
    where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId}`
}
