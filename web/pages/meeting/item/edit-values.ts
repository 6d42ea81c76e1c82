import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'

/** Objects have no form of their own here; they stay as they are. */
export const isEditable = (field: FieldView): boolean => field.type !== 'object'

export const isLongText = (field: FieldView): boolean =>
  field.type === 'string' && !field.format && !field.options

/** A value as a form field holds it. */
export function toInput(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(String).join('\n')
  return String(value)
}

/** What a form field means; null where it was emptied. */
export function fromInput(field: FieldView, text: string): unknown {
  const trimmed = text.trim()
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

/** Only what the person changed: the rest may have moved on meanwhile. */
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
