import { readLooseTime } from '../webvtt/timestamp.ts'
import type { Utterance } from '../types.ts'
import { splitAtLabel } from './label-shape.ts'

/** What a recogniser calls a voice without a name. */
const MACHINE_VOICE = /^(?:S|SPK|SPEAKER|SPRECHER|VOICE)?[\s_-]?\d{1,4}$/iu
/** `speaker-0`, unlike names and plain numbers. */
export const isMachineVoice = (label: string): boolean =>
  /\p{L}/u.test(label) && MACHINE_VOICE.test(label)

const BRACKETED_TIME = /^\s*[[(]([\d:.,]{4,16})[\])]\s*/

/** Removes a time before the words. */
const withoutTime = (cue: Utterance): Utterance => {
  const [matched, time = ''] = BRACKETED_TIME.exec(cue.text) ?? []
  if (matched === undefined || readLooseTime(time) === null) return cue
  return { ...cue, text: cue.text.slice(matched.length) }
}

/** The names that labels inside a voice's words give: one person for each voice, and a different one for each. */
const readNames = (cues: readonly Utterance[]): Map<string, string> | null => {
  const names = new Map<string, string>()
  for (const { speaker, text } of cues) {
    if (speaker === null) continue
    if (!MACHINE_VOICE.test(speaker)) return null
    const label = splitAtLabel(text.trim())?.label
    if (label === undefined) {
      if (!names.has(speaker)) return null
    } else if (!names.has(speaker)) names.set(speaker, label)
  }
  return names.size > 1 && new Set(names.values()).size === names.size ? names : null
}

/**
 * Some tools, such as noScribe, mark voices by number and write names given by people before the words: `<v S04>Nadia:
 * …`. A bare time in brackets is not speech.
 */
export function nameMachineVoices(cues: readonly Utterance[]): readonly Utterance[] {
  const names = readNames(cues.map(withoutTime).filter(({ text }) => text.trim() !== ''))
  if (!names) return cues
  return cues.map(withoutTime).map((cue) => {
    const name = names.get(cue.speaker ?? '')
    if (name === undefined) return cue
    const split = splitAtLabel(cue.text.trim())
    return { ...cue, speaker: name, text: split?.label === name ? split.rest : cue.text }
  })
}
