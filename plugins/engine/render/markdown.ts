import type { GroundedItem, LoadedPack, Locale, RunOutput, Segment } from '../types.ts'
import { createItemText } from './item-text.ts'
import { escapeMarkdown } from './value-text.ts'
import { documentWords } from './words.ts'

/**
 * Renders a run as Markdown for the people who work on it: a heading for each section in the reader's language, items
 * with their fields, quotes with time and speaker, and what is missing. Text from the meeting is escaped.
 */
export function renderMarkdown(
  pack: LoadedPack,
  output: RunOutput,
  segments: Segment[],
  locale: Locale,
): string {
  const words = documentWords[locale]
  const made = output.provider === 'extractive' ? words.extractive : words.model(output.provider)
  const blocks = [`# ${escapeMarkdown(pack.manifest.title[locale])}`, `> ${escapeMarkdown(made)}`]
  for (const section of pack.sections) {
    const result = output.sections.find((candidate) => candidate.name === section.name)
    if (!result) continue
    const itemText = createItemText({ pack, section, segments, locale })
    const notes = (['instruction', 'personal'] as const)
      .filter((reason) => result.errors.some(({ code }) => code === reason))
      .map((reason) => `_${words[reason]}_`)
    const state = result.state === 'ok' ? [] : [`_${words[result.state]}_`]
    blocks.push(`## ${escapeMarkdown(pack.labels[locale][section.name] ?? section.name)}`)
    if (result.items.length === 0) blocks.push(...state, ...notes)
    else {
      const items = result.items.map((item) => itemText(item)).join('\n')
      blocks.push(...(result.state === 'failed' ? state : []), ...notes, items)
    }
  }
  return `${blocks.join('\n\n')}\n`
}

/** What stands above the sections of a document. */
export interface DocumentHead {
  /** The meeting's title. */
  title: string
  /** The meeting's date in the document's language; null when it is unknown. */
  date: string | null
  client: string | null
  participants: { name: string; role: string | null }[]
  /** Who closed the review, and when, as text; null for a draft. */
  accepted: { by: string; date: string } | null
}

/** An item after review. */
export interface DocumentItem extends GroundedItem {
  /** A person has confirmed it. */
  isDecided: boolean
}

export interface DocumentInput {
  pack: LoadedPack
  head: DocumentHead
  sections: { name: string; items: DocumentItem[] }[]
  segments: Segment[]
  locale: Locale
}

/**
 * Renders a result as a Markdown document for a customer: whose meeting it was, who accepted it, and the findings.
 * Leaves out how it was made, what is missing and advice; unconfirmed items show their doubts.
 */
export function renderDocument({ pack, head, sections, segments, locale }: DocumentInput): string {
  const labels = pack.labels[locale]
  const blocks = [`# ${escapeMarkdown(head.title)}`, factLines(pack, head, locale)]
  if (!head.accepted) blocks.push(`> ${documentWords[locale].draft}`)
  const filled = pack.sections
    .toSorted((a, b) => a.order - b.order)
    .flatMap((section) => {
      const itemText = createItemText({ pack, section, segments, locale, isForCustomer: true })
      const items = sections.find(({ name }) => name === section.name)?.items ?? []
      const texts = items.map((item) => itemText(item, item.isDecided)).filter(Boolean)
      const heading = `## ${escapeMarkdown(labels[section.name] ?? section.name)}`
      return texts.length > 0 ? [heading, texts.join('\n')] : []
    })
  blocks.push(...(filled.length > 0 ? filled : [`_${documentWords[locale].nothing}_`]))
  return `${blocks.join('\n\n')}\n`
}

function factLines(pack: LoadedPack, head: DocumentHead, locale: Locale): string {
  const words = documentWords[locale]
  const people = head.participants.map(({ name, role }) => (role ? `${name} (${role})` : name))
  const { accepted } = head
  const facts: [label: string, value: string | null][] = [
    [words.kind, pack.manifest.title[locale]],
    [words.date, head.date],
    [words.client, head.client],
    [words.participants, people.join(', ') || null],
    [words.accepted, accepted && `${accepted.by}, ${accepted.date}`],
  ]
  return facts
    .flatMap(([label, value]) => (value ? [`- **${label}:** ${escapeMarkdown(value)}`] : []))
    .join('\n')
}
