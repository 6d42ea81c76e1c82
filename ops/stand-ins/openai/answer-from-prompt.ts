import type { ChatRequest } from './wire.ts'

export type Schema = Record<string, unknown>

export interface Line {
  segment: number
  speaker: string
  text: string
}

/** Words that mark the sentences of a section. */
const cues: Record<string, RegExp> = {
  decisions: /\b(decided|agreed to)\b|решили|договорились/i,
  actionItems: /\bI will\b|\bI'll\b|\bя (подготовлю|пришлю|сделаю|отправлю)/i,
  risks: /\brisk\b|риск/i,
  openQuestions: /\bstill open\b|открыт\p{L}* вопрос|\?$/iu,
  nextMeeting: /\bmeet again\b|встретимся/i,
  topics: /\b(project|pilot|plan)\b|проект|пилот|план/i,
  tasks: /\bI will\b/i,
}

/** Answers like a diligent model: the transcript's sentences that contain a cue, each with its evidence. */
export function answerFromPrompt(request: ChatRequest): Record<string, unknown> {
  const lines = readTranscript(request)
  const people = readLegend(request)
  const sections = (request.schema?.properties ?? {}) as Record<string, Schema>
  return Object.fromEntries(
    Object.entries(sections).map(([name, schema]) => {
      const items = linesFor(name, lines, people).map((line) =>
        fillItem(itemOf(schema), line, people.get(line.speaker) ?? line.text),
      )
      return [name, schema.type === 'array' ? items : (items[0] ?? null)]
    }),
  )
}

function linesFor(name: string, lines: Line[], people: Map<string, string>): Line[] {
  if (name === 'participants') {
    return [...people.keys()].flatMap(
      (label) => lines.find(({ speaker }) => speaker === label) ?? [],
    )
  }
  const cue = cues[name]
  if (!cue) return lines.slice(0, 1)
  return lines.filter(({ text }) => cue.test(text))
}

const promptOf = (request: ChatRequest): string =>
  request.messages.find(({ role }) => role === 'user')?.content ?? ''

export function readTranscript(request: ChatRequest): Line[] {
  const body = /<transcript>\n([\s\S]*)\n<\/transcript>/.exec(promptOf(request))?.[1] ?? ''
  let speaker = '?'
  return body.split('\n').flatMap((line) => {
    const turn = /^([A-Z]+|\?)>$/.exec(line)?.[1]
    if (turn) speaker = turn
    const [, segment, text] = /^(\d+) (.*)$/.exec(line) ?? []
    return segment && text ? [{ segment: Number(segment), speaker, text }] : []
  })
}

function readLegend(request: ChatRequest): Map<string, string> {
  const legend = /Speakers:\n([\s\S]*?)\n\n/.exec(promptOf(request))?.[1] ?? ''
  return new Map(
    legend.split('\n').flatMap((line) => {
      const [label, name] = line.split(' = ')
      return label && name ? [[label, name] as const] : []
    }),
  )
}

export function itemOf(schema: Schema): Schema {
  if (schema.type === 'array') return schema.items as Schema
  const options = schema.anyOf as Schema[] | undefined
  return options?.find(({ type }) => type === 'object') ?? schema
}

export function fillItem(item: Schema, line: Line, person: string): Record<string, unknown> {
  const properties = item.properties as Record<string, Schema>
  const anchor = line.text.split(' ').slice(0, 10).join(' ')
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      if (name === 'evidence') return [name, [{ segment: line.segment, anchor }]]
      return [name, fillField(name, schema, line, person)]
    }),
  )
}

function fillField(name: string, schema: Schema, line: Line, person: string): unknown {
  const words = String(schema.description ?? '')
  if (name === 'owner' || /name of one person/.test(words)) return person
  if (name === 'dueText') return /\bby \w+day\b/.exec(line.text)?.[0] ?? null
  if (name === 'whenText') return /\bnext \w+day\b/.exec(line.text)?.[0] ?? line.text.slice(0, 100)
  const values = schema.enum as unknown[] | undefined
  if (Array.isArray(schema.type) || schema.anyOf) return null
  if (values) return values[0]
  return schema.type === 'string' ? line.text.slice(0, 110) : 0
}
