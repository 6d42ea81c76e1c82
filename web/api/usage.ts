import type { Usage, UsageBreakdown } from '../../server/modules/usage/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { download } from '../lib/download.ts'

export interface UsageDays {
  from: string
  to: string
  by: UsageBreakdown
}

export const readUsage = (days: UsageDays): Promise<Usage> =>
  request('GET', withQuery('/usage', { ...days }))

export const downloadUsage = (days: UsageDays): Promise<void> =>
  download(withQuery('/usage', { ...days, format: 'csv' }))
