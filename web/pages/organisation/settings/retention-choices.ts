import type {
  DryRunView,
  PatchRetention,
  RetentionView,
} from '../../../../server/modules/settings/retention/contract.ts'
import { retentionKinds, type RetentionKind } from '../../../../plugins/vocabulary.ts'

export type Unit = 'hours' | 'days'

/** One kind's fields in the form; the number is as it was typed. */
export interface Choice {
  isLimited: boolean
  number: string
  unit: Unit
}

const hoursOf: Record<Unit, number> = { hours: 1, days: 24 }
/** The server's limit: a hundred years. */
export const maxAmounts: Record<Unit, number> = { hours: 876_000, days: 36_500 }
const proposed = { number: '30', unit: 'days' } as const

export function choiceOf(hours: number | null): Choice {
  if (hours === null) return { isLimited: false, ...proposed }
  const unit: Unit = hours % 24 === 0 ? 'days' : 'hours'
  return { isLimited: true, number: String(hours / hoursOf[unit]), unit }
}

export const isSound = ({ isLimited, number, unit }: Choice): boolean =>
  !isLimited ||
  (/^\d{1,6}$/.test(number.trim()) && Number(number) >= 1 && Number(number) <= maxAmounts[unit])

const toHours = ({ isLimited, number, unit }: Choice): number | null =>
  isLimited ? Number(number) * hoursOf[unit] : null

export type Choices = Record<RetentionKind, Choice>

export const choicesOf = (rules: RetentionView): Choices => ({
  media: choiceOf(rules.media),
  transcript: choiceOf(rules.transcript),
  results: choiceOf(rules.results),
  modelCalls: choiceOf(rules.modelCalls),
})

export const rulesOf = (choices: Choices): Required<PatchRetention> => ({
  media: toHours(choices.media),
  transcript: toHours(choices.transcript),
  results: toHours(choices.results),
  modelCalls: toHours(choices.modelCalls),
})

export const isSame = (rules: Required<PatchRetention>, saved: RetentionView): boolean =>
  retentionKinds.every((kind) => rules[kind] === saved[kind])

/** Kinds of data that the rules would delete. */
export const goingOf = (seen: DryRunView): RetentionKind[] =>
  retentionKinds.filter((kind) => seen[kind].count > 0)
