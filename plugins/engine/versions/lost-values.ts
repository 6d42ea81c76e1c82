import { isDate, isDateTime, isEmail, isUri } from '../pack/dialect/formats.ts'
import { follow, type MigrationOperation } from '../migrations/migration.ts'
import type { FieldSpec, ItemValue, LoadedPack } from '../types.ts'
import type { LossKind } from '../../vocabulary.ts'

/** A value that a scenario cannot hold: its field or choice is gone, or the field has another type. */
export interface ValueLoss {
  /** Section and field are named as in the value's own version. */
  section: string
  /** `votes`, or `votes.who` inside its rows. */
  field: string
  is: LossKind
  choice: string | null
}

export interface HeldItem {
  section: string
  value: ItemValue
}

/** The section of an item in the pack, under the name that the pack's migrations give it. */
export const sectionIn = (
  pack: LoadedPack,
  section: string,
  operations: MigrationOperation[],
): LoadedPack['sections'][number] | undefined => {
  const target = follow({ section, field: null }, operations)
  return target ? pack.sections.find(({ name }) => name === target.section) : undefined
}

/** Values of an item of an older version, or of another scenario, that the pack cannot hold; each once. */
export function lostValues(
  pack: LoadedPack,
  { section: name, value }: HeldItem,
  operations: MigrationOperation[],
): ValueLoss[] {
  const section = sectionIn(pack, name, operations)
  if (!section) return []
  const losses = Object.entries(value).flatMap(([field, held]): ValueLoss[] => {
    if (isEmpty(held)) return []
    const target = follow({ section: name, field }, operations)
    const now = section.fields.find((one) => one.name === target?.field)
    const lose = (loss: Omit<ValueLoss, 'section'>): ValueLoss => ({ section: name, ...loss })
    if (!now) return [lose({ field, is: 'field', choice: null })]
    return lossesIn(now, field, held).map(lose)
  })
  return losses.filter(
    (loss, at) => losses.findIndex((one) => keyOfLoss(one) === keyOfLoss(loss)) === at,
  )
}

/** Equal for equal losses. */
export const keyOfLoss = ({ section, field, choice }: Omit<ValueLoss, 'is'>): string =>
  `${section}.${field}${choice === null ? '' : `=${choice}`}`

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.every(isEmpty))

type Loss = Omit<ValueLoss, 'section'>

function lossesIn(now: FieldSpec, field: string, held: unknown): Loss[] {
  if (now.fields) return lossesInRows(now, now.fields, field, held)
  if (!isOfType(now, held)) return [{ field, is: 'type', choice: null }]
  if (now.enum && typeof held === 'string' && !now.enum.includes(held)) {
    return [{ field, is: 'choice', choice: held }]
  }
  return []
}

function lossesInRows(
  now: FieldSpec,
  inner: readonly FieldSpec[],
  field: string,
  held: unknown,
): Loss[] {
  const rows: unknown[] = now.type === 'array' && Array.isArray(held) ? held : [held]
  const isWrong = (now.type === 'array') !== Array.isArray(held) || !rows.every(isRow)
  if (isWrong) return [{ field, is: 'type', choice: null }]
  return rows.filter(isRow).flatMap((row) =>
    Object.entries(row).flatMap(([name, cell]): Loss[] => {
      if (isEmpty(cell)) return []
      const path = `${field}.${name}`
      const known = inner.find((one) => one.name === name)
      return known ? lossesIn(known, path, cell) : [{ field: path, is: 'field', choice: null }]
    }),
  )
}

const isRow = (value: unknown): value is ItemValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const formats: Record<string, (text: string) => boolean> = {
  date: isDate,
  'date-time': isDateTime,
  email: isEmail,
  uri: isUri,
}

function isOfType({ type, format, minimum, maximum }: FieldSpec, held: unknown): boolean {
  const fits = (text: unknown): boolean =>
    typeof text === 'string' && (formats[format ?? '']?.(text) ?? true)
  if (type === 'array') return Array.isArray(held) && held.every((one) => !isRow(one))
  if (type === 'object') return isRow(held)
  if (type === 'string') return fits(held)
  if (type === 'boolean') return typeof held === 'boolean'
  if (typeof held !== 'number' || (type === 'integer' && !Number.isInteger(held))) return false
  return held >= (minimum ?? -Infinity) && held <= (maximum ?? Infinity)
}
