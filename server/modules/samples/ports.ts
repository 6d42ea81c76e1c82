import type { Locale } from '../../../plugins/vocabulary.ts'

/** A meeting to try AAM with. */
export interface Sample {
  file: string
  title: string
  language: Locale
  scenario: string
  /** So that it never looks old: the time of day is UTC, `HH:MM`. */
  startedAt: { daysAgo: number; time: string }
  clientName: string
  participants: readonly { name: string; role: string }[]
}

export interface Samples {
  transcripts: readonly Sample[]
  recording: Sample
  read(file: string): Promise<Uint8Array<ArrayBuffer>>
}
