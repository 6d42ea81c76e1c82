import type { SectionFault, SectionPart, SectionRequest, SectionSpec } from '../types.ts'
import type { ReadSections } from './read-answer.ts'
import { describeFault } from './titles.ts'

export type Parts = Record<string, SectionPart>

/** Why there is no answer for some sections. */
export type Fault =
  | 'refused'
  | 'cut'
  | 'empty'
  | 'too-long'
  | 'over-budget'
  | 'unanswered'
  | 'request-refused'
  | 'schema-too-large'

/** Converts an answer, with faults for what cannot be kept. */
export function toParts(
  request: SectionRequest,
  read: ReadSections | null,
  isGarbage: boolean,
): Parts {
  const { sections } = request
  return Object.fromEntries(
    sections.map((section) => {
      const items = read?.get(section.name)
      if (!items) return [section.name, failedPart(section, isGarbage ? 'garbage' : 'left-out')]
      const good = items.filter(({ errors }) => errors.length === 0)
      const errors = items.flatMap(({ at, errors: wrong }) =>
        wrong.map((fault): SectionFault => {
          const prefix = section.isList ? `/${section.name}/${at}` : `/${section.name}`
          const detail = describeFault(request, section, fault)
          return { pointer: `${prefix}${fault.pointer}`, detail, code: 'invalid' }
        }),
      )
      const part: SectionPart = { state: 'ok', items: good.map(({ item }) => item) }
      return [section.name, errors.length > 0 ? { ...part, errors } : part]
    }),
  )
}

const DETAILS: Record<Fault | 'garbage' | 'left-out', string> = {
  refused: 'The model refused to answer.',
  cut: 'The answer was longer than the model may write, also over half of the window.',
  'too-long': 'Not even a small part of the window fits into the model’s context.',
  empty: 'The model gave an answer without words, also over half of the window.',
  'request-refused': 'The model’s server refused the request for this section.',
  'schema-too-large': 'The step asks for more fields than the model takes at once.',
  unanswered: 'No whole answer came, also after several tries.',
  garbage: 'The model answered twice with something that is no JSON.',
  'left-out': 'The model left this section out, also when asked again.',
  'over-budget': 'Asking for it would be past what the scenario allows for a meeting.',
}

function failedPart(section: SectionSpec, code: keyof typeof DETAILS): SectionPart {
  return {
    state: 'ok',
    items: [],
    errors: [{ pointer: `/${section.name}`, detail: DETAILS[code], code }],
  }
}

/** Marks sections as failed, entirely or beside the items that they have. */
export const allFailed = (sections: SectionSpec[], code: keyof typeof DETAILS): Parts =>
  Object.fromEntries(sections.map((section) => [section.name, failedPart(section, code)]))

/** Merges parts section by section. */
export function joined(sections: SectionSpec[], halves: Parts[]): Parts {
  return Object.fromEntries(
    sections.map(({ name }) => {
      const parts = halves.flatMap((half) => half[name] ?? [])
      const all = parts.flatMap((part) => part.errors ?? [])
      const errors = all.filter(
        ({ code, pointer }, at) =>
          pointer !== `/${name}` || all.findIndex((one) => one.code === code) === at,
      )
      const items = parts.flatMap((part) => part.items)
      return [name, { state: 'ok' as const, items, ...(errors.length > 0 ? { errors } : {}) }]
    }),
  )
}
