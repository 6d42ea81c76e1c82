import type { ItemView } from '../../server/modules/analysis/contract.ts'
import type { AddItem } from '../../server/modules/review/contract.ts'
import { request } from '../lib/api.ts'

/** Adds what the run has missed, with the words that prove it. */
export const addItem = (meetingId: string, item: AddItem): Promise<ItemView> =>
  request('POST', `/meetings/${meetingId}/items`, { body: item })
