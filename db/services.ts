import type { Database } from './client.ts'
import type { Log } from '../server/platform/log.ts'

/** Dependencies of every use case. Modules extend it with their own ports. */
export interface Services {
  db: Database
  log: Log
}
