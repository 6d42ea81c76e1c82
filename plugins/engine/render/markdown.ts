import { needsEvidence } from '../ground/needs-evidence.ts'
import type {
  FieldSpec,
  GroundedItem,
  LoadedPack,
  Locale,
  RunOutput,
  SectionResult,
  SectionSpec,
  Segment,
} from '../types.ts'

const WORDING = {
  en: {
    extractive:
      'Made without a language model: items are sentences cut from the transcript and marked “likely”. Check them before you rely on them.',
    model: (provider: string) => `Made by ${provider}; every quote is cut from the transcript.`,
    'needs-model': 'This section needs a language model.',
    empty: 'Nothing of this kind was found.',
    failed: 'Part of this section could not be filled.',
    instruction: 'Words in the meeting that are addressed to a language model were left out here.',
    personal: 'Personal matters were left out here: this kind of meeting never records them.',
    weak: 'wording not fully confirmed by the transcript',
    unsupported: 'not found in the transcript',
    unknownSpeaker: 'Unknown speaker',
  },
  ru: {
    extractive:
      'Составлено без языковой модели: пункты — это вероятные решения и поручения, дословные фразы из записи. Проверьте их, прежде чем на них полагаться.',
    model: (provider: string) =>
      `Составлено моделью ${provider}; каждая цитата вырезана из записи.`,
    'needs-model': 'Для этого раздела нужна языковая модель.',
    empty: 'Ничего такого не нашлось.',
    failed: 'Часть раздела заполнить не удалось.',
    instruction: 'Слова, обращённые к языковой модели, сюда не попали.',
    personal: 'Личные сведения сюда не попали: на таких встречах их не фиксируют.',
    weak: 'запись подтверждает это не полностью',
    unsupported: 'в записи не найдено',
    unknownSpeaker: 'Участник не назван',
  },
} satisfies Record<Locale, Record<string, unknown>>

/**
 * Writes a run as Markdown: a heading for each section in the reader's language, items with their
 * fields, and under each item its quotes with time and speaker. Text from the meeting is escaped.
 */
export function renderMarkdown(
  pack: LoadedPack,
  output: RunOutput,
  segments: Segment[],
  locale: Locale,
): string {
  const wording = WORDING[locale]
  const bySegment = new Map(segments.map((segment) => [segment.ordinal, segment]))
  const provider =
    output.provider === 'extractive' ? wording.extractive : wording.model(output.provider)
  const blocks = [`# ${pack.manifest.title[locale]}`, `> ${provider}`]
  for (const section of pack.sections) {
    const result = output.sections.find((candidate) => candidate.name === section.name)
    if (!result) continue
    blocks.push(`## ${pack.labels[locale][section.name] ?? section.name}`)
    blocks.push(...sectionBlocks(pack, section, result, bySegment, locale))
  }
  return `${blocks.join('\n\n')}\n`
}

function sectionBlocks(
  pack: LoadedPack,
  section: SectionSpec,
  result: SectionResult,
  segments: Map<number, Segment>,
  locale: Locale,
): string[] {
  const wording = WORDING[locale]
  const items = result.items.map((item) => itemBlock(pack, section, item, segments, locale))
  const notes = (['instruction', 'personal'] as const)
    .filter((reason) => result.errors.some(({ code }) => code === reason))
    .map((reason) => `_${wording[reason]}_`)
  if (items.length > 0) {
    const failed = result.state === 'failed' ? [`_${wording.failed}_`] : []
    return [...failed, ...notes, items.join('\n')]
  }
  return result.state === 'ok' ? notes : [`_${wording[result.state]}_`, ...notes]
}

function itemBlock(
  pack: LoadedPack,
  section: SectionSpec,
  item: GroundedItem,
  segments: Map<number, Segment>,
  locale: Locale,
): string {
  const wording = WORDING[locale]
  const lead = section.fields.find((field) => field.required) ?? section.fields[0]
  const head = lead ? fieldText(pack, lead, item.value[lead.name], locale) : ''
  const details = section.fields
    .filter((field) => field !== lead && item.value[field.name] !== undefined)
    .map((field) => {
      const label = pack.labels[locale][`${section.name}.${field.name}`] ?? field.name
      return `${label}: ${fieldText(pack, field, item.value[field.name], locale)}`
    })
  const doubt =
    needsEvidence(section, item.value) && item.state !== 'verified' ? wording[item.state] : ''
  const line = [head, ...details].filter((part) => part !== '').join(' · ')
  const quotes = item.evidence.map((entry) => {
    const segment = segments.get(entry.ordinal)
    const speaker = segment?.speaker ?? wording.unknownSpeaker
    const time =
      segment?.startMs === undefined || segment.startMs === null ? '' : `${clock(segment.startMs)} `
    return `  - > ${time}${escape(speaker)}: «${escape(entry.quote)}»`
  })
  return [`- ${line}${doubt === '' ? '' : ` _(${doubt})_`}`, ...quotes].join('\n')
}

function fieldText(pack: LoadedPack, field: FieldSpec, value: unknown, locale: Locale): string {
  if (typeof value === 'string') {
    const label = field.enum ? pack.labels[locale][`enum.${field.enumName}.${value}`] : undefined
    return escape(label ?? value)
  }
  if (Array.isArray(value)) {
    return value.map((entry) => fieldText(pack, field, entry, locale)).join(', ')
  }
  return value === undefined || value === null ? '' : escape(String(value))
}

/** Milliseconds from the start as `h:mm:ss` or `m:ss`. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

function escape(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, '\\$&')
}
