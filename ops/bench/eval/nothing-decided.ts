import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { GoldMeeting } from './gold.ts'
import type { Locale } from '../../../plugins/vocabulary.ts'

const FOLDER = join(import.meta.dir, 'nothing-decided')
const SECONDS_A_TURN = 6

interface Talk {
  language: Locale
  /** What the conversation is about; for readers of this file only. */
  about: string
  turns: [speaker: string, text: string][]
}

/**
 * Lively conversations of our own in which nothing is decided, assigned, at risk or left open. The right output is no
 * items.
 */
export async function readNothingDecided(): Promise<GoldMeeting[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async (name) => {
      const { language, turns }: Talk = await Bun.file(join(FOLDER, name)).json()
      const segments = turns.map(([speaker, text], at) => ({
        id: `s${at + 1}`,
        speaker,
        start: at * SECONDS_A_TURN,
        end: (at + 1) * SECONDS_A_TURN,
        text,
      }))
      return { id: name.replace('.json', ''), language, segments, gold: {} }
    }),
  )
}
