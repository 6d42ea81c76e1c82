import type { Utterance } from '../types.ts'

const SIGNS_IN_FRONT = /^[\s•·∙@/|~*_#=>–—\p{Extended_Pictographic}\uFE0F-]+(?=[\p{L}\p{N}])/u
const SIGNS_BEHIND = /[\s•·∙@/|~*_#=>–—-]+$/u
/** `Ann at`, `Анна в`: a short word that leads to a time which has been taken off. */
const WORD_BEHIND = /\s\p{Ll}{1,3}$/u
/** `[[Ann]]`, as notes link their pages. */
const WITHIN_LINK = /^\[\[([^[\]]{1,100})\]\]$/u
const MAX_NAME_CHARS = 200

const sharedDress = (names: readonly string[], dress: RegExp): string => {
  const [first = '', ...rest] = names
  const found = dress.exec(first)?.[0] ?? ''
  const isOfAll =
    found !== '' &&
    rest.every((name) => dress.exec(name)?.[0] === found && name.length > found.length)
  return isOfAll && first.length > found.length ? found : ''
}

/** Takes off names what stands at the same end of each of them and is no part of a name. */
export function withoutSharedDress(utterances: Utterance[]): Utterance[] {
  const names = [...new Set(utterances.flatMap(({ speaker }) => speaker ?? []))]
  if (names.length < 2 || names.some((name) => name.length > MAX_NAME_CHARS)) return utterances
  const within = names.map((name) => WITHIN_LINK.exec(name)?.[1])
  if (within.every((name) => name !== undefined)) {
    return utterances.map((one) => ({
      ...one,
      speaker: one.speaker && (WITHIN_LINK.exec(one.speaker)?.[1] ?? one.speaker),
    }))
  }
  const front = sharedDress(names, SIGNS_IN_FRONT)
  const behind = sharedDress(names, SIGNS_BEHIND) || sharedDress(names, WORD_BEHIND)
  if (front === '' && behind === '') return utterances
  return utterances.map((one) =>
    one.speaker === null
      ? one
      : { ...one, speaker: one.speaker.slice(front.length, one.speaker.length - behind.length) },
  )
}
