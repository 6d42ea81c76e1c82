import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import type { FormattedField } from './format-field.ts'

/** An object of unknown fields is left unchanged. */
export const isEditable = (field: FieldView): boolean =>
  field.type !== 'object' || field.fields !== null

export const isLongText = (field: FormattedField): boolean =>
  field.type === 'string' && !field.format && !field.options

/** A value as a form field holds it. */
export function toInput(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value) && !value.some((one) => typeof one === 'object' && one !== null)) {
    return value.map(String).join('\n')
  }
  // Rows and objects as their JSON, which nobody sees: their form reads it again.
  return JSON.stringify(value)
}

/** What a form field means; null where it was emptied. */
export function fromInput(field: FormattedField, text: string): unknown {
  const trimmed = text.trim()
  if (field.fields) return trimmed === '' ? (field.type === 'array' ? [] : null) : parsed(trimmed)
  if (field.type === 'array') {
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  }
  if (trimmed === '') return null
  if (field.type === 'boolean') return trimmed === 'true'
  if (field.type === 'integer' || field.type === 'number') {
    const number = Number(trimmed.replace(',', '.'))
    return Number.isFinite(number) ? number : trimmed
  }
  return trimmed
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The rows of a field as their form holds them: the text of each cell, by field. */
export function toCells(field: FormattedField, input: string): Record<string, string>[] {
  const value = parsed(input.trim() || 'null')
  const rows: unknown[] = Array.isArray(value) ? value : value === null ? [] : [value]
  const isOne = field.type === 'object' && rows.length === 0
  return (isOne ? [{}] : rows).flatMap((row) => {
    if (typeof row !== 'object' || row === null) return []
    const known = Object.entries(row).map(([name, cell]) => [name, toInput(cell)])
    return [Object.fromEntries(known)]
  })
}

/** The same as a value; what says nothing is left out, and so is a row of nothing. */
export function fromCells(field: FormattedField, cells: readonly Record<string, string>[]): string {
  const rows = cells
    .map((row) =>
      (field.fields ?? []).flatMap((inner) => {
        const value = fromInput(inner, row[inner.name] ?? '')
        const isNothing = value === null || (Array.isArray(value) && value.length === 0)
        return isNothing ? [] : [[inner.name, value] as const]
      }),
    )
    .filter((row) => row.length > 0)
    .map((row) => Object.fromEntries(row))
  if (field.type === 'array') return rows.length > 0 ? JSON.stringify(rows) : ''
  return rows[0] ? JSON.stringify(rows[0]) : ''
}

/** Only what the person changed: somebody else may have changed the rest. */
export function changedValues(
  fields: readonly FieldView[],
  value: Record<string, unknown>,
  inputs: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const field of fields) {
    const input = inputs[field.name]
    if (input === undefined || input === toInput(value[field.name])) continue
    changes[field.name] = fromInput(field, input)
  }
  return changes
}
