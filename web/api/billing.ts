import type { BillingView } from '../../server/modules/billing/contract.ts'
import { request } from '../lib/api.ts'

export const readBilling = (): Promise<BillingView> => request('GET', '/billing')
