import { AppError } from './errors.ts'

/**
 * Opaque, signed list positions: nobody can make one up or use it for another list. A moment in a position is text and
 * goes to the database as `::text::timestamptz`: the driver would cut it to milliseconds, and rows would be passed over.
 */
export interface Cursors {
  sign(list: string, position: string[]): string
  read(list: string, cursor: string): string[] | null
}

/** The position that a cursor stands for; null without one. Throws `invalid_request` for a foreign one. */
export function readCursor(
  cursors: Cursors,
  list: string,
  cursor: string | undefined,
): string[] | null {
  if (cursor === undefined) return null
  const position = cursors.read(list, cursor)
  if (position) return position
  throw new AppError(
    'invalid_request',
    'This cursor belongs to no page of this list. Start from the first page.',
    [
      {
        pointer: '?cursor',
        detail: 'not a cursor of this list',
        inRussian: 'курсор не от этого списка',
      },
    ],
    {},
    'Этот курсор не от этого списка. Начните с первой страницы.',
  )
}

/** Cuts a list that was read with one row more than asked for, and signs where the next page starts. */
export function toPage<Row, View>(
  rows: Row[],
  limit: number,
  view: (row: Row) => View,
  sign: (last: Row) => string,
): { data: View[]; nextCursor: string | null; hasMore: boolean } {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { data: page.map(view), nextCursor: last ? sign(last) : null, hasMore: last !== undefined }
}
