const plural = new Intl.PluralRules('ru')

/** Formats a number with its noun: 1 встреча, 2 встречи, 5 встреч. */
export function countedInRussian(count: number, one: string, few: string, many: string): string {
  const form = plural.select(count)
  return `${count} ${form === 'one' ? one : form === 'few' ? few : many}`
}
