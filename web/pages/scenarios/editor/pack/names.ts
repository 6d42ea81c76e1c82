const latin: Record<string, string> = {
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
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}
const longest = 40

/** The words of a title in Latin letters and digits, in lower case. */
function latinWords(title: string): string[] {
  const spelled = [...title.toLowerCase()].map((letter) => latin[letter] ?? letter).join('')
  return (
    spelled
      .normalize('NFKD')
      .replaceAll(/[\u0300-\u036f'’]/g, '')
      .match(/[a-z0-9]+/g) ?? []
  )
}

const isFree = (name: string, taken: readonly string[]): boolean =>
  !taken.includes(name) &&
  name !== 'evidence' &&
  name !== 'prototype' &&
  !(name in Object.prototype)

/** The first of a name, name2, name3 … that is free. */
function firstFree(name: string, taken: readonly string[], joint: string): string {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}${joint}${count}`
    if (isFree(candidate, taken)) return candidate
  }
}

/** The name of a new section or field: camelCase of its title. */
export function nameFrom(title: string, taken: readonly string[], fallback: string): string {
  const [first = '', ...rest] = latinWords(title)
  const joined = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const named = /^[a-z]/.test(joined) ? joined : fallback + joined
  return firstFree(named.slice(0, longest), taken, '')
}

/** The code of a new choice: kebab-case of its title. */
export function codeFrom(title: string, taken: readonly string[], fallback: string): string {
  const joined = latinWords(title).join('-')
  const named = /^[a-z]/.test(joined) ? joined : [fallback, joined].filter(Boolean).join('-')
  return firstFree(named.slice(0, longest).replace(/-+$/, ''), taken, '-')
}
