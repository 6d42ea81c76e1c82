import type { World } from '../world.ts'
import type { Params } from './params.ts'

export interface Call {
  world: World
  params: Params
  /** The parameters of the path, in order. */
  ids: string[]
  url: URL
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  pattern: RegExp
  /** The fields that Stripe accepts here; any other is rejected. */
  accepts: readonly string[]
  run: (call: Call) => object
}

/** A route of the API: `/v1/customers/:id`. */
export function route(
  method: Route['method'],
  path: string,
  accepts: readonly string[],
  run: Route['run'],
): Route {
  const pattern = new RegExp(`^${path.replace(/:[a-z]+/g, '([^/]+)')}$`)
  return { method, pattern, accepts, run }
}

export const first = (call: Call): string => call.ids[0] ?? ''
