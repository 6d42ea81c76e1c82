import type { Utterance } from '../types.ts'
import { isMachineVoice } from './machine-voices.ts'
import { isProperName, shapeOf } from './label-shape.ts'

interface Named {
  /** Null if the name is empty. */
  name: string | null
  isQuoted: boolean
}

const QUOTED = /^[^"“«]{0,20}["“«]\s*([^"“”«»\n]{0,160}?)\s*["”»]/u
/** A number before the name, and one after it that distinguishes people of the same name. */
const NUMBERED =
  /^\s*(?:#?\d{1,9}\s*[.):,|/-]?\s+)?(\D.{0,160}?)(?:\s+[([#]\d{1,20}[)\]]?|\s{0,3}[-_:/]\s{0,3}\d{1,6})?\s*$/u

const readName = ({ cueId }: Utterance): Named | null => {
  const quoted = QUOTED.exec(cueId)?.[1]
  if (quoted !== undefined) {
    const isSomebody = /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(quoted)
    return { name: isSomebody ? quoted : null, isQuoted: true }
  }
  if (isMachineVoice(cueId.trim())) return { name: cueId.trim(), isQuoted: false }
  const name = NUMBERED.exec(cueId)?.[1]?.replace(/[\s:|/-]+$/, '')
  if (!name || !/[\p{L}\p{Extended_Pictographic}]/u.test(name)) return null
  return { name, isQuoted: false }
}

const NAMED_SHARE = 0.8
const PROPER_SHARE = 0.6

/** Quoted names, or names that repeat; `intro`, `cue-12` and a service's numbers are not names. */
const areNames = (named: readonly (Named | null)[]): boolean => {
  const found = named.filter((one) => one !== null)
  if (found.length < Math.max(2, named.length * NAMED_SHARE)) return false
  if (found.every(({ isQuoted }) => isQuoted)) return found.some(({ name }) => name !== null)
  const counts = new Map<string, number>()
  for (const { name } of found) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  const names = new Set(counts.keys())
  const proper = [...counts].filter(
    ([name, count]) =>
      (isProperName(name) && ['name', 'odd', 'loose'].includes(shapeOf(name) ?? '')) ||
      isMachineVoice(name) ||
      (count >= 2 && /^[\p{Lo}\p{Lu}\p{Extended_Pictographic}(]/u.test(name)),
  )
  return proper.length >= counts.size * PROPER_SHARE && names.size > 1 && names.size < found.length
}

/** Reads speakers from cue identifiers, where Webex and others write them: `2 "Nadia Karim" (1892345088)`. */
export function takeVoicesFromIds(cues: readonly Utterance[]): readonly Utterance[] {
  if (cues.length === 0 || cues.some(({ speaker }) => speaker !== null)) return cues
  const named = cues.map(readName)
  if (!areNames(named)) return cues
  return cues.map((cue, at) => ({ ...cue, speaker: named[at]?.name ?? null }))
}
