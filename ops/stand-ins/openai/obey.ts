import {
  answerFromPrompt,
  fillItem,
  itemOf,
  type Line,
  readTranscript,
  type Schema,
} from './answer-from-prompt.ts'
import type { ChatRequest } from './wire.ts'

/** How a model gives in to an order that it finds in its prompt. */
export const obediences = [
  /** The demanded item, citing the very words that demand it. */
  'demanded',
  /** The demanded item without any place. */
  'uncited',
  /** The demanded item, citing what somebody else said. */
  'elsewhere',
  /** The order itself as an item. */
  'verbatim',
  /** The demanded item with properties that nobody asked for, beside it and at the root. */
  'extra',
  /** The demanded item in sections that do not exist, and in every one that does. */
  'sections',
] as const
export type Obedience = (typeof obediences)[number]

export interface Order {
  /** What the order wants to see in the answer. */
  demanded: string
  how: Obedience
  /** Number of the segment in which the order stands; null when it stands in a name, a title or a term. */
  segment: number | null
}

/**
 * A model that does as it is told by what it reads: beside the diligent answer it gives what an order
 * in the prompt demands. Without the order in the prompt it is only diligent.
 */
export function obeying({ demanded, how, segment }: Order): (request: ChatRequest) => object {
  return (request) => {
    const answer = answerFromPrompt(request)
    const lines = readTranscript(request)
    const order = segment === null ? lines[0] : lines.find((line) => line.segment === segment)
    const other = lines.find((line) => line !== order && line.text.split(' ').length > 5)
    if (!order || !other) return answer
    const sections = (request.schema?.properties ?? {}) as Record<string, Schema>
    const gaveIn = Object.entries(sections).map(([name, schema]) => {
      const items = answer[name]
      if (!Array.isArray(items)) return [name, items]
      const item = obeyed(itemOf(schema), order, other, demanded, how)
      return [name, how === 'extra' ? [...items, item, { ...item, admin: true }] : [item, ...items]]
    })
    const strange = { payments: [{ text: demanded }], system: demanded, [demanded]: true }
    return Object.fromEntries([
      ...(gaveIn as [string, unknown][]),
      ...(how === 'sections' || how === 'extra' ? Object.entries(strange) : []),
    ])
  }
}

function obeyed(
  schema: Schema,
  order: Line,
  other: Line,
  demanded: string,
  how: Obedience,
): Record<string, unknown> {
  const said = how === 'elsewhere' ? other : order
  const text = how === 'verbatim' ? order.text.slice(0, 110) : demanded
  const item = fillItem(schema, { ...said, text }, text.slice(0, 110))
  const anchor = said.text.split(' ').slice(0, 10).join(' ')
  return { ...item, evidence: how === 'uncited' ? [] : [{ segment: said.segment, anchor }] }
}
