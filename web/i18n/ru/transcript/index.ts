import type { TranscriptMessages } from '../../en/index.ts'
import { adding } from './adding.ts'
import { imported } from './imported.ts'
import { speakers } from './speakers.ts'

/** What only the page of a meeting needs: its transcript and who speaks in it. */
export const transcript: TranscriptMessages = {
  ...adding,
  ...imported,
  ...speakers,
}
