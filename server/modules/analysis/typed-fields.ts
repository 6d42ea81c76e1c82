import type { TenantTx } from '../../../db/tenant.ts'
import { type ItemValue, rolesOf, type SectionSpec } from '../../../plugins/engine/index.ts'
import { pointerTo } from './runs/migrate-items.ts'

export interface TypedField {
  pointer: string
  text: string | null
  number: number | null
  date: string | null
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/

/** An item's scalar fields as typed values for queries across meetings; `pointer` is the field's JSON Pointer. */
export function typedFields(section: SectionSpec, value: ItemValue): TypedField[] {
  return section.fields.flatMap(({ name, format }): TypedField[] => {
    const given = value[name]
    const pointer = pointerTo(name)
    if (typeof given === 'number') return [{ pointer, text: null, number: given, date: null }]
    if (typeof given === 'boolean')
      return [{ pointer, text: String(given), number: null, date: null }]
    if (typeof given !== 'string') return []
    if (format === 'date' && datePattern.test(given)) {
      return [{ pointer, text: null, number: null, date: given }]
    }
    return [{ pointer, text: given.slice(0, 2_000), number: null, date: null }]
  })
}

/** The due date of an item, for lists across meetings. */
export function dueOf(section: SectionSpec, fields: TypedField[]): string | null {
  const { due } = rolesOf(section)
  return (due && fields.find(({ pointer }) => pointer === pointerTo(due.name))?.date) ?? null
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
