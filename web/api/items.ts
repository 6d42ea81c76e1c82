import type { ItemView } from '../../server/modules/analysis/contract.ts'
import type {
  AcceptedSection,
  AddItem,
  ItemPage,
  ItemsQuery,
  PatchItem,
  UndoItems,
  UndoneItems,
} from '../../server/modules/review/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import type { AddressQuery } from './address-query.ts'

export const listItems = (query: AddressQuery<ItemsQuery>): Promise<ItemPage> =>
  request('GET', withQuery('/items', query))

export const readItem = (itemId: string): Promise<ItemView> => request('GET', `/items/${itemId}`)

/** Adds what the run has missed, with the words that prove it. */
export const addItem = (meetingId: string, item: AddItem): Promise<ItemView> =>
  request('POST', `/meetings/${meetingId}/items`, { body: item })

export const updateItem = (itemId: string, rev: number, body: PatchItem): Promise<ItemView> =>
  request('PATCH', `/items/${itemId}`, { rev, body })

/** `overrideNote` says why an item without the required evidence is accepted. */
export const acceptItem = (itemId: string, rev: number, overrideNote?: string): Promise<ItemView> =>
  request('POST', `/items/${itemId}/accept`, {
    rev,
    ...(overrideNote ? { body: { overrideNote } } : {}),
  })

export const rejectItem = (itemId: string, rev: number): Promise<ItemView> =>
  request('POST', `/items/${itemId}/reject`, { rev })

export const reopenItem = (itemId: string, rev: number): Promise<ItemView> =>
  request('POST', `/items/${itemId}/reopen`, { rev })

/** Takes back the newest change of an item. */
export const undoItem = (itemId: string, rev: number): Promise<ItemView> =>
  request('POST', `/items/${itemId}/undo`, { rev })

/** Takes back the changes of several items that stand at these revisions. */
export const undoItems = (meetingId: string, items: UndoItems['items']): Promise<UndoneItems> =>
  request('POST', `/meetings/${meetingId}/items/undo`, { body: { items } })

/** Accepts all undecided items of a section that need no note. */
export const acceptSection = (meetingId: string, section: string): Promise<AcceptedSection> =>
  request('POST', `/meetings/${meetingId}/sections/${encodeURIComponent(section)}/accept`)
