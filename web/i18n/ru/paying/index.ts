import type { PayingMessages } from '../../en/index.ts'
import { invoices } from './invoices.ts'
import { offers } from './offers.ts'
import { standing } from './standing.ts'

/** What only the pages of plans and payments need. */
export const paying: PayingMessages = { ...standing, ...offers, ...invoices }
