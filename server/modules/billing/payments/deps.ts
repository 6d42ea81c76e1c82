import type { Database } from '../../../../db/client.ts'
import type { Cursors } from '../../../platform/cursors.ts'
import type { Log } from '../../../platform/log.ts'
import type { Payments } from '../ports.ts'

export interface PaymentDeps {
  db: Database
  log: Log
  cursors: Cursors
  /** Null when card payments are off. */
  payments: Payments | null
}
