import type { Utterance } from '../types.ts'

const SIGNS_IN_FRONT = /^[\s•·∙@/|~*_#=>–—\p{Extended_Pictographic}\uFE0F-]+(?=[\p{L}\p{N}])/u
const SIGNS_BEHIND = /[\s•·∙@/|~*_#=>–—-]+$/u
/** `Ann at`, `Анна в`: a short word before a time that was removed. */
const WORD_BEHIND = /\s\p{Ll}{1,3}$/u
/** `[[Ann]]`, a link in note-taking tools. */
const WITHIN_LINK = /^\[\[([^[\]]{1,100})\]\]$/u
const MAX_NAME_CHARS = 200

const sharedDecoration = (names: readonly string[], decoration: RegExp): string => {
  const [first = '', ...rest] = names
  const found = decoration.exec(first)?.[0] ?? ''
  const isOfAll =
    found !== '' &&
    rest.every((name) => decoration.exec(name)?.[0] === found && name.length > found.length)
  return isOfAll && first.length > found.length ? found : ''
}

/** Removes from names what all of them have at the same end and is not part of a name. */
export function withoutSharedDecoration(utterances: Utterance[]): Utterance[] {
  const names = [...new Set(utterances.flatMap(({ speaker }) => speaker ?? []))]
  if (names.length < 2 || names.some((name) => name.length > MAX_NAME_CHARS)) return utterances
  const within = names.map((name) => WITHIN_LINK.exec(name)?.[1])
  if (within.every((name) => name !== undefined)) {
    return utterances.map((one) => ({
      ...one,
      speaker: one.speaker && (WITHIN_LINK.exec(one.speaker)?.[1] ?? one.speaker),
    }))
  }
  const front = sharedDecoration(names, SIGNS_IN_FRONT)
  const behind = sharedDecoration(names, SIGNS_BEHIND) || sharedDecoration(names, WORD_BEHIND)
  if (front === '' && behind === '') return utterances
  return utterances.map((one) =>
    one.speaker === null
      ? one
      : { ...one, speaker: one.speaker.slice(front.length, one.speaker.length - behind.length) },
  )
}
