import { directory } from './directory.ts'
import { factors } from './factors.ts'
import { joining } from './joining.ts'
import { members } from './members.ts'
import { ownFaults } from './own-faults.ts'
import { providers } from './providers.ts'
import { retention } from './retention.ts'
import { settings } from './settings.ts'
import { signUp } from './sign-up.ts'
import { you } from './you.ts'

/** What only the pages about people and the organisation need. */
export const organisation = {
  ...directory,
  ...members,
  ...you,
  ...joining,
  ...ownFaults,
  ...providers,
  ...settings,
  ...retention,
  ...signUp,
  ...factors,
}
