import type { GroundedItem, SectionResult, SectionSpec } from '../types.ts'

/** Fewer items are too few to judge the rest by. */
const LEAST_ITEMS = 5
const LEAST_VERIFIED_SHARE = 0.2

/**
 * A name beside a quote of that speaker is verified by the speaker, not by the words. If hardly anything else in the
 * result is proven by its quotes, such items are `weak`.
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

/** A quote in another script neither proves nor disproves a text. */
function isComparable(text: string, { evidence }: GroundedItem): boolean {
  const quotes = evidence.map(({ quote }) => quote).join(' ')
  const isCyrillic = (words: string): boolean => /\p{Script=Cyrillic}/u.test(words)
  return quotes !== '' && isCyrillic(text) === isCyrillic(quotes)
}
