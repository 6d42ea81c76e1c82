import { AppError } from './errors.ts'

/**
 * Opaque, signed list positions, which cannot be forged or used for another list. A timestamp in a position stays text
 * and is sent as `::text::timestamptz`: the driver would truncate it to milliseconds, and rows would be skipped.
 */
export interface Cursors {
  sign(list: string, position: string[]): string
  read(list: string, cursor: string): string[] | null
}

/** Reads the position in a cursor; null without one. Throws `invalid_request` for a cursor of another list. */
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

/** Builds a page from rows read with `limit + 1`, and signs the position of the next page. */
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
