import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { type FieldKind, formatKinds, longestShort } from '../editor/pack/field-kinds.ts'

const kinds: Partial<Record<FieldView['type'], FieldKind>> = {
  boolean: 'yes-no',
  integer: 'whole-number',
  number: 'number',
  object: 'other',
}

/** What a field of a published version holds, in the words of people. */
export function kindOfField({
  type,
  format,
  options,
  maxLength,
}: Pick<FieldView, 'type' | 'format' | 'options' | 'maxLength'>): FieldKind {
  if (options) return 'choice'
  if (type === 'array') return format === 'person' ? 'people' : 'texts'
  const kind = kinds[type]
  if (kind) return kind
  if (format) return formatKinds[format] ?? 'other'
  return maxLength !== null && maxLength <= longestShort ? 'text' : 'long-text'
}
