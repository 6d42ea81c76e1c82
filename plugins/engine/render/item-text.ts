import { needsEvidence } from '../ground/needs-evidence.ts'
import type { FieldSpec, GroundedItem, LoadedPack, Locale, SectionSpec, Segment } from '../types.ts'
import { createFieldText, createRowTable, escapeMarkdown, rowsIn } from './value-text.ts'
import { documentWords } from './words.ts'

interface ItemTextInput {
  pack: LoadedPack
  section: SectionSpec
  segments: Segment[]
  locale: Locale
  /** Leaves out advice, fields for reviewers, and the spoken form of a date that is also given as a date. */
  isForCustomer?: boolean
}

/**
 * Renders items as list entries: the item's own text, its other fields with labels, tables of its rows, and its quotes
 * below. Empty if nothing of the item is for the reader. `isDecided`: a person has confirmed it, so no doubt is shown.
 */
export function createItemText({
  pack,
  section,
  segments,
  locale,
  isForCustomer = false,
}: ItemTextInput): (item: GroundedItem, isDecided?: boolean) => string {
  const words = documentWords[locale]
  const bySegment = new Map(segments.map((segment) => [segment.ordinal, segment]))
  const lead = section.fields.find((field) => field.required) ?? section.fields[0]
  const fieldText = createFieldText(pack, section, locale)
  const rowTable = createRowTable(pack, section, locale)
  const labelOf = (field: FieldSpec): string =>
    pack.labels[locale][`${section.name}.${field.name}`] ?? field.name
  const isHidden = (field: FieldSpec, item: GroundedItem): boolean =>
    isForCustomer &&
    (field.isAdvice || reviewersFields.has(field.name) || isSpokenForm(section, field, item))

  return (item, isDecided = false) => {
    const head = lead && !isHidden(lead, item) ? fieldText(lead, item.value[lead.name]) : ''
    const others = section.fields.filter((field) => field !== lead && !isHidden(field, item))
    const withRows = others.flatMap((field) => {
      const lines = rowTable(field, rowsIn(field, item.value[field.name]))
      return lines.length > 0 ? [{ field, lines }] : []
    })
    const details = others
      .filter((field) => !withRows.some((one) => one.field === field))
      .map((field) => [field, fieldText(field, item.value[field.name])] as const)
      .filter(([, text]) => text !== '')
      .map(([field, text]) => {
        return `${escapeMarkdown(labelOf(field))}: ${text}`
      })
    const line = [head, ...details].filter((part) => part !== '').join(' · ')
    if (line === '' && withRows.length === 0 && isForCustomer) return ''
    const isDoubtful = needsEvidence(section, item.value) && item.state !== 'verified' && !isDecided
    const quotes = item.evidence.map(({ ordinal, quote }) => {
      const segment = bySegment.get(ordinal)
      const speaker = segment?.speaker ?? words.unknownSpeaker
      const startMs = segment?.startMs ?? null
      const time = startMs === null ? '' : `${clock(startMs)} `
      return `  - > ${time}${escapeMarkdown(speaker)}: «${escapeMarkdown(quote)}»`
    })
    const doubt = isDoubtful && item.state !== 'verified' ? ` _(${words[item.state]})_` : ''
    const tables = withRows.flatMap(({ field, lines }) => [
      '',
      `  ${escapeMarkdown(labelOf(field))}:`,
      '',
      ...lines.map((row) => `  ${row}`),
    ])
    const after = tables.length > 0 && quotes.length > 0 ? [''] : []
    return [`- ${line}${doubt}`, ...tables, ...after, ...quotes].join('\n')
  }
}

/** Fields of the built-in scenarios that say how an owner was found. */
const reviewersFields = new Set(['ownerBasis'])

/** “By Friday”, if the date itself is known. */
const isSpokenForm = (section: SectionSpec, field: FieldSpec, item: GroundedItem): boolean =>
  section.fields.some(
    ({ name, computedFrom }) => computedFrom === field.name && typeof item.value[name] === 'string',
  )

/** Formats milliseconds as `h:mm:ss` or `m:ss`. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}
