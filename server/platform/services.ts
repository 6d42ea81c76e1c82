import type { Database } from '../../db/client.ts'
import type { Log } from './log.ts'

/** What every use-case may need. Modules extend it with their own ports. */
export interface Services {
  db: Database
  log: Log
}
