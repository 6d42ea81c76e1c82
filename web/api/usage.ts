import type { MeetingUsage, Usage, UsageBreakdown } from '../../server/modules/usage/contract.ts'
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

export interface MeetingDays {
  from: string
  to: string
  /** Only what is paid for by the minute. */
  metered?: 'true' | undefined
}

export const listUsageByMeeting = (days: MeetingDays, cursor?: string): Promise<MeetingUsage> =>
  request('GET', withQuery('/usage/meetings', { ...days, cursor }))

export const downloadUsageByMeeting = (days: MeetingDays): Promise<void> =>
  download(withQuery('/usage/meetings', { ...days, format: 'csv' }))
