import { type ItemValue, rolesOf, type SectionSpec } from '../../../plugins/engine/index.ts'
import { pointerTo } from './people/pointers.ts'

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
