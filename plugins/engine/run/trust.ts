import type { GroundedItem, SectionResult, SectionSpec } from '../types.ts'

/** Fewer items tell nothing of the rest. */
const LEAST_ITEMS = 5
const LEAST_VERIFIED_SHARE = 0.2

/**
 * A name beside a quote by that speaker is verified by who speaks, not by what is said. Where hardly anything else of the
 * same result is proven by its quotes, that proves nothing either: such items are `weak` then.
 */
export function withoutEmptyTrust(
  sections: SectionSpec[],
  results: SectionResult[],
): SectionResult[] {
  const namesAlone = new Set(sections.filter(isOfNames).map(({ name }) => name))
  const fieldOf = new Map(sections.map(({ name, textField }) => [name, textField]))
  const telling = results
    .filter(({ name }) => !namesAlone.has(name))
    .flatMap(({ name, items }) =>
      items.filter((item) => isComparable(String(item.value[fieldOf.get(name) ?? ''] ?? ''), item)),
    )
  const verified = telling.filter(({ state }) => state === 'verified').length
  if (telling.length < LEAST_ITEMS || verified >= telling.length * LEAST_VERIFIED_SHARE) {
    return results
  }
  return results.map((result) =>
    namesAlone.has(result.name)
      ? { ...result, items: result.items.map((item) => asWeak(item)) }
      : result,
  )
}

const isOfNames = ({ fields, textField }: SectionSpec): boolean =>
  fields.some(({ name, format }) => name === textField && format === 'person')

const asWeak = (item: GroundedItem): GroundedItem =>
  item.state === 'verified' ? { ...item, state: 'weak' } : item

/** Quotes in another script than the text prove nothing of it, and disprove nothing. */
function isComparable(text: string, { evidence }: GroundedItem): boolean {
  const quotes = evidence.map(({ quote }) => quote).join(' ')
  const isCyrillic = (words: string): boolean => /\p{Script=Cyrillic}/u.test(words)
  return quotes !== '' && isCyrillic(text) === isCyrillic(quotes)
}
