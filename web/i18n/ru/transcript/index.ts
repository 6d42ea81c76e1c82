import type { TranscriptMessages } from '../../en/index.ts'
import { adding } from './adding.ts'
import { imported } from './imported.ts'
import { player } from './player.ts'
import { sectionFaults } from './section-faults.ts'
import { speakers } from './speakers.ts'
import { tabs } from './tabs.ts'
import { versions } from './versions.ts'

/** What only the page of a meeting needs: its transcript and who speaks in it. */
export const transcript: TranscriptMessages = {
  ...adding,
  ...imported,
  ...player,
  ...sectionFaults,
  ...speakers,
  ...tabs,
  ...versions,
}
