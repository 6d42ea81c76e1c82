/** What an item says: the field that its scenario names, else its longest text. */
export function itemText(value: Record<string, unknown>, textField: string | null): string {
  const named = textField === null ? undefined : value[textField]
  if (typeof named === 'string' && named.trim()) return named
  const texts = Object.values(value).filter((text) => typeof text === 'string')
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '') || '–'
}
