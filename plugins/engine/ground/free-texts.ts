import type { ItemValue, SectionSpec } from '../types.ts'

/** Whether an item's own text need not be said in the meeting: a predefined name that is graded, or advice. */
export function hasUnsaidText({ grade, fields, textField }: SectionSpec): boolean {
  return fields.some(
    ({ name, required, isAdvice }) =>
      name === textField && (isAdvice || (required && grade !== null)),
  )
}

/** The texts of an item that claim to be said: no choices, people, grades, advice or computed dates. */
export function freeTexts(section: SectionSpec, value: ItemValue): string[] {
  const texts: string[] = []
  const unsaid = new Set([section.grade, hasUnsaidText(section) ? section.textField : null])
  for (const field of section.fields) {
    const isOwn = field.byPerson || field.isAdvice || field.computedFrom !== null
    const isSaid = field.enum === null && field.format !== 'person' && !isOwn
    if (isSaid && !unsaid.has(field.name) && Object.hasOwn(value, field.name))
      collectTexts(value[field.name], texts)
  }
  return texts
}

function collectTexts(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value)
  else if (typeof value === 'number') into.push(String(value))
  else if (Array.isArray(value)) for (const entry of value) collectTexts(entry, into)
  else if (typeof value === 'object' && value !== null) {
    for (const entry of Object.values(value)) collectTexts(entry, into)
  }
}
