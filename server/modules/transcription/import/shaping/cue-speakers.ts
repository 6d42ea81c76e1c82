import type { Utterance } from '../types.ts'
import { findSpeakerLabels, takeLabel } from './speaker-labels.ts'

const firstLine = (text: string): string => text.trimStart().split('\n', 1)[0] ?? ''

const splitCue = (cue: Utterance, labels: ReadonlySet<string>): Utterance[] => {
  const turns: { speaker: string | null; lines: string[] }[] = []
  for (const line of cue.text.split('\n')) {
    const { speaker, text } = takeLabel(line.trim(), labels)
    const last = turns.at(-1)
    if (last && speaker === null) last.lines.push(text)
    else turns.push({ speaker, lines: [text] })
  }
  return turns.map(({ speaker, lines }) => ({ ...cue, speaker, text: lines.join('\n') }))
}

/** Finds speakers that captions carry as `Name: text`. A name holds for the rest of its cue, never beyond it. */
export function readCueSpeakers(cues: Utterance[]): Utterance[] {
  const spoken = cues.filter((cue) => cue.text.trim() !== '')
  const labels = findSpeakerLabels(
    spoken.map((cue) => firstLine(cue.text)),
    { mayBeList: false },
  )
  return labels.size === 0 ? cues : cues.flatMap((cue) => splitCue(cue, labels))
}
