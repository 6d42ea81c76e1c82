import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import {
  type FieldKind,
  formatKinds,
  longestShort,
  maxGrades,
} from '../editor/pack/field/field-kinds.ts'

const kinds: Partial<Record<FieldView['type'], FieldKind>> = {
  boolean: 'yes-no',
  integer: 'whole-number',
  number: 'number',
  object: 'other',
}

type KindView = Pick<FieldView, 'type' | 'format' | 'options' | 'maxLength'> &
  Partial<Pick<FieldView, 'fields' | 'minimum' | 'maximum'>>

const isChecklist = (fields: readonly { name: string; type: string }[]): boolean =>
  fields.length === 2 && fields.some(({ name, type }) => name === 'done' && type === 'boolean')

/** The kind of a published field, as the editor names it. */
export function kindOfField({ type, format, options, maxLength, ...field }: KindView): FieldKind {
  if (options) return 'choice'
  if (field.fields && type === 'array') return isChecklist(field.fields) ? 'checklist' : 'rows'
  if (field.fields?.length === 2 && field.fields.some(({ name }) => name === 'currency')) {
    return 'money'
  }
  if (type === 'integer' && (field.maximum ?? NaN) - (field.minimum ?? NaN) <= maxGrades) {
    return 'scale'
  }
  if (type === 'array') return format === 'person' ? 'people' : 'texts'
  const kind = kinds[type]
  if (kind) return kind
  if (format) return formatKinds[format] ?? 'other'
  return maxLength !== null && maxLength <= longestShort ? 'text' : 'long-text'
}
