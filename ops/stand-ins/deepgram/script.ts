/** What is said in every recording, whatever its bytes contain. */
export interface ScriptedUtterance {
  /** The speaker number of the diarization; null without diarization. */
  speaker: number | null
  text: string
  /** By default, one after another at the pace of speech. */
  startSeconds?: number
  endSeconds?: number
  confidence?: number
}

export interface TimedUtterance extends Required<ScriptedUtterance> {
  words: { text: string; startSeconds: number; endSeconds: number; confidence: number }[]
}

const secondsPerWord = 0.4
const pauseSeconds = 0.6

/** Gives each utterance and word its time. */
export function timed(script: readonly ScriptedUtterance[]): TimedUtterance[] {
  let clock = 0.5
  return script.map(({ speaker, text, startSeconds, endSeconds, confidence = 0.98 }) => {
    const tokens = text.split(/\s+/).filter(Boolean)
    const start = startSeconds ?? clock
    const end = endSeconds ?? start + tokens.length * secondsPerWord
    clock = end + pauseSeconds
    const step = (end - start) / Math.max(tokens.length, 1)
    const words = tokens.map((token, at) => ({
      text: token,
      startSeconds: round(start + at * step),
      endSeconds: round(start + (at + 1) * step),
      confidence,
    }))
    return { speaker, text, startSeconds: round(start), endSeconds: round(end), confidence, words }
  })
}

const round = (seconds: number): number => Math.round(seconds * 1_000) / 1_000

export const bare = (word: string): string =>
  word.toLowerCase().replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
