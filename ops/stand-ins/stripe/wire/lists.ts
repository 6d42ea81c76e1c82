import { invalid, missing } from './fault.ts'
import type { Params } from './params.ts'
import type { WireList } from './types.ts'

export const listFields = ['limit', 'starting_after', 'ending_before'] as const

/** A page of a list, newest first, as Stripe pages: by the id before or after it. */
export function page<T>(
  url: string,
  all: readonly T[],
  params: Params,
  idOf: (item: T) => string = (item) => (item as { id: string }).id,
): WireList<T> {
  const limit = params.integer('limit') ?? 10
  if (limit < 1 || limit > 100) {
    throw invalid('This value must be between 1 and 100 (inclusive).', 'limit')
  }
  const indexOf = (key: string): number | null => {
    const id = params.text(key)
    if (id === null) return null
    const at = all.findIndex((item) => idOf(item) === id)
    if (at < 0) throw missing('object', id, key)
    return at
  }
  const after = indexOf('starting_after')
  const before = indexOf('ending_before')
  const from = before === null ? (after ?? -1) + 1 : Math.max(0, before - limit)
  const to = before === null ? from + limit : before
  const has_more = before === null ? to < all.length : from > 0
  return { object: 'list', data: all.slice(from, to), has_more, url }
}

export const newestFirst = <T>(items: Iterable<T>): T[] => [...items].reverse()

/** Keeps objects created in the range of `created[gte]` and the like. */
export function createdWithin<T extends { created: number }>(items: T[], params: Params): T[] {
  if (!params.has('created')) return items
  if (typeof params.fields.created === 'string') {
    const at = params.integer('created')
    return items.filter(({ created }) => created === at)
  }
  const range = params.inside('created')
  const bound = (key: string, otherwise: number): number => range?.integer(key) ?? otherwise
  return items.filter(
    ({ created }) =>
      created >= bound('gte', -Infinity) &&
      created > bound('gt', -Infinity) &&
      created <= bound('lte', Infinity) &&
      created < bound('lt', Infinity),
  )
}
