import type { Database } from '../../db/client.ts'
import type { Log } from './log.ts'

/** Dependencies of every use case. Modules extend it with their own ports. */
export interface Services {
  db: Database
  log: Log
}
