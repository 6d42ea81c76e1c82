import {
  answerFromPrompt,
  fillItem,
  itemOf,
  type Line,
  readTranscript,
  type Schema,
} from './answer-from-prompt.ts'
import type { ChatRequest } from './wire.ts'

/** How a model gives in to an instruction in its prompt. */
export const obediences = [
  /** The demanded item, citing the words that demand it. */
  'demanded',
  /** The demanded item without evidence. */
  'uncited',
  /** The demanded item, citing what somebody else said. */
  'elsewhere',
  /** The instruction itself as an item. */
  'verbatim',
  /** The demanded item with unrequested properties, on it and at the root. */
  'extra',
  /** The demanded item in sections that do not exist, and in every section that does. */
  'sections',
] as const
export type Obedience = (typeof obediences)[number]

export interface Order {
  /** What the instruction wants to see in the answer. */
  demanded: string
  how: Obedience
  /** Number of the segment with the instruction; null if it is in a name, a title or a term. */
  segment: number | null
}

/**
 * A model that obeys instructions in what it reads: besides the diligent answer it gives what an instruction in the
 * prompt demands. Without such an instruction it is only diligent.
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
