import type { ScenarioRule } from '../../../../../server/modules/settings/proposals/contract.ts'

/** A rule's fields in the form. */
export interface RuleFields {
  clientId: string
  /** Comma-separated. */
  words: string
  scenario: string
}

export const emptyRule: RuleFields = { clientId: '', words: '', scenario: '' }

const separator = /[,;\n]/
const quotes: Record<string, string> = { '"': '"', '«': '»', '“': '”', '„': '“' }

/** Splits at commas, except inside quotes. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  let rest = text
  while (rest.trim() !== '') {
    const start = rest.trimStart()
    const close = quotes[start[0] ?? '']
    const end = close === undefined ? -1 : start.indexOf(close, 1)
    const after = end < 0 ? '' : start.slice(end + 1)
    // A quote without a closing one is an ordinary character, as in 5" display.
    const isQuoted = end > 0 && /^\s*(?:[,;\n]|$)/.test(after)
    const length = isQuoted ? end + 1 + after.search(/[,;\n]|$/) : start.search(/[,;\n]|$/)
    words.push(isQuoted ? start.slice(1, end) : start.slice(0, length))
    rest = start.slice(length + 1)
  }
  return words.map((word) => word.trim()).filter(Boolean)
}

const joinWords = (words: readonly string[]): string =>
  words.map((word) => (separator.test(word) ? `"${word}"` : word)).join(', ')

export const toFields = ({ clientId, words, scenario }: ScenarioRule): RuleFields => ({
  clientId: clientId ?? '',
  words: joinWords(words),
  scenario,
})

export const toRule = ({ clientId, words, scenario }: RuleFields): ScenarioRule => ({
  clientId: clientId || null,
  words: splitWords(words),
  scenario,
})

/** Whether a rule says which meetings it is for, and what it proposes. */
export const isWhole = ({ clientId, words, scenario }: ScenarioRule): boolean =>
  scenario !== '' && (clientId !== null || words.length > 0)

export const printRules = (rules: readonly RuleFields[]): string => JSON.stringify(rules)

/** Parses rules that were kept as text; undefined where the text is incomplete. */
export function readRules(text: string): RuleFields[] | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) && found.every(isRuleFields) ? found : undefined
  } catch {
    return undefined
  }
}

const isRuleFields = (one: unknown): one is RuleFields =>
  typeof one === 'object' &&
  one !== null &&
  (['clientId', 'words', 'scenario'] as const).every(
    (key) => typeof (one as Partial<RuleFields>)[key] === 'string',
  )
