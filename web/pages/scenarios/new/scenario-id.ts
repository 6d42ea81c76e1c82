const cyrillic: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}
const longest = 64

/** As `pack.json` takes it: lower-case Latin letters and digits, hyphens between them. */
export const isScenarioId = (id: string): boolean =>
  id.length <= longest && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)

/** An id that looks like the title; empty where the title has no letter that could begin one. */
export function idOfTitle(title: string): string {
  const latin = [...title.toLowerCase()].map((letter) => cyrillic[letter] ?? letter).join('')
  const plain = latin.normalize('NFD').replace(/\p{M}/gu, '')
  const words = plain.replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '')
  return words.slice(0, longest).replace(/-+$/, '')
}

/** The id itself, or with the first number that nobody has. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!id || !taken.has(id)) return id
  for (let count = 2; ; count += 1) {
    const next = `${id.slice(0, longest - 5)}-${count}`
    if (!taken.has(next)) return next
  }
}
