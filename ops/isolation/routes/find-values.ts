import { ask } from '../world/ask.ts'
import { exampleInit } from '../world/example-body.ts'
import { type KnownRow, sortByAffinity } from '../world/known-rows.ts'
import { fillPath, type Route } from '../world/read-routes.ts'
import { copyModel, tokensOf, type World } from '../world/world.ts'

/** Path parameters for the tenant's owner, by the route's name. */
export type OwnValues = Map<string, string[]>

/** Values found, by the path up to its last parameter, most frequent first. */
type Found = Map<string, Map<string, { values: string[]; times: number }>>

/**
 * Finds values of the tenant's rows for each route with path parameters, so that no list is needed of which table a
 * route's ids belong to. Reading routes are tried on the model, others on a copy.
 */
export async function findOwnValues(
  world: World,
  fits: (route: Route) => boolean = () => true,
): Promise<OwnValues> {
  const own: OwnValues = new Map()
  const found: Found = new Map()
  const withParams = world.routes.filter((route) => route.params.length > 0 && fits(route))
  const inOrder = withParams.toSorted(
    (one, other) =>
      Number(one.method !== 'GET') - Number(other.method !== 'GET') ||
      one.params.length - other.params.length,
  )
  for (const route of inOrder) {
    const values = await search(world, route, found)
    if (!values) continue
    own.set(route.name, values)
    const places = found.get(prefixOf(route)) ?? new Map()
    const times = (places.get(values.join())?.times ?? 0) + 1
    found.set(prefixOf(route), places.set(values.join(), { values, times }))
  }
  return own
}

/** The path up to its last parameter. */
const prefixOf = ({ path }: Pick<Route, 'path'>): string => path.slice(0, path.lastIndexOf('}') + 1)

const ranked = (found: Found, prefix: string): string[][] =>
  [...(found.get(prefix)?.values() ?? [])]
    .toSorted((one, other) => other.times - one.times)
    .map(({ values }) => values)

async function search(world: World, route: Route, found: Found): Promise<string[] | null> {
  const isSafe = route.method === 'GET'
  const copy = isSafe ? null : await copyModel(world)
  const tenant = copy ?? world.model
  const token = tokensOf(world, tenant.tenantId, world.model.people.persons.owner)
  const tried = new Set<string>()
  for (const values of candidatesOf(world, route, found)) {
    const path = fillPath(route, copy ? values.map(copy.textOf) : values)
    if (tried.has(path)) continue
    tried.add(path)
    const answer = await ask(world.installation, tenant.slug, path, {
      method: route.method,
      token: await token(),
      ...exampleInit(route, world.idOf),
    })
    if (answer.status !== 404) return values
  }
  return null
}

function* candidatesOf({ rows, model }: World, route: Route, found: Found): Generator<string[]> {
  yield* ranked(found, prefixOf(route))
  const { path, params } = route
  const steps = path.split('/')
  const lastName = steps.findLastIndex((step) => step.startsWith('{'))
  const likely = sortByAffinity(rows, steps[lastName - 1] ?? '')
  const shorter = steps.slice(0, lastName).join('/')
  const starts = params.length === 1 ? [[]] : ranked(found, prefixOf({ path: shorter }))
  for (const start of starts) {
    for (const { values } of likely) {
      // User texts do not belong in an address.
      for (const value of values) if (!value.includes(model.marker)) yield [...start, value]
    }
  }
  // Rows that belong together refer to each other.
  if (params.length > 1) for (const row of likely) yield* tuplesOf(row, params.length)
}

function* tuplesOf({ keys }: KnownRow, length: number): Generator<string[]> {
  if (length === 0) {
    yield []
    return
  }
  for (const rest of tuplesOf({ keys } as KnownRow, length - 1)) {
    for (const key of keys) yield [...rest, key]
  }
}
