import { latinWords } from '../../../../lib/transliterate.ts'

const longest = 40

const isFree = (name: string, taken: readonly string[]): boolean =>
  !taken.includes(name) &&
  name !== 'evidence' &&
  name !== 'prototype' &&
  !(name in Object.prototype)

/** The first free one of `name`, `name2`, `name3` … */
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
