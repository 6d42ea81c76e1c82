/** The fields that carry the text in the tracked sections of the packs, in order. */
const textFields = ['task', 'statement', 'promise', 'question', 'title', 'text', 'name']

/** What an item says, without its scenario at hand: a known field, else its longest text. */
export function itemText(value: Record<string, unknown>): string {
  for (const field of textFields) {
    const text = value[field]
    if (typeof text === 'string' && text.trim()) return text
  }
  const texts = Object.values(value).filter((text) => typeof text === 'string')
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '') || '–'
}
