import { count, emptyFindings, type Findings } from '../report.ts'
import type { Copy } from '../tables/copy-tenant.ts'
import { fillTables } from '../tables/fill-tables.ts'
import { type Answer, ask, forgetAttempts } from '../world/ask.ts'
import { exampleInit, exampleOf, type IdByName, idsByName } from '../world/example-body.ts'
import { type KnownRow, readKnownRows, sortByAffinity } from '../world/known-rows.ts'
import { fillPath, type Route, type Schema } from '../world/read-routes.ts'
import { copyModel, tokensOf, type World } from '../world/world.ts'
import type { OwnValues } from './find-values.ts'

export interface StrangerOptions {
  /** Rows of each of the other tenant's tables whose ids are tried. */
  rowsOfTable: number
  /** How many of them are tried in each place: the likeliest, and others in rotation. */
  idsOfPlace: number
}

/**
 * The owner of one tenant calls every route with another tenant's ids: in each path parameter, and in each field of
 * body and query that takes an id. In a path they give 404, whatever their table; nowhere may they show or change
 * anything of the other tenant.
 */
export async function checkStrangers(
  world: World,
  values: OwnValues,
  { rowsOfTable, idsOfPlace }: StrangerOptions,
): Promise<Findings> {
  const findings = emptyFindings()
  const victim = await openVictim(world, values, rowsOfTable)
  const own = await copyModel(world, { marker: 'mkstrangermk', newIds: true })
  const before = await world.log.position()
  const stranger = {
    world,
    own,
    victim,
    findings,
    values,
    idsOfPlace,
    token: tokensOf(world, own.tenantId, {
      userId: own.idOf(world.model.people.persons.owner.userId),
    }),
  }
  for (const route of world.routes) {
    await tryPath(stranger, route)
    await tryFields(stranger, route)
  }
  const changes = await world.log.changesSince(before, victim.tenantId)
  for (const change of new Set(changes)) {
    findings.failures.push(`a stranger does ${change} in another tenant`)
  }
  await checkKept(stranger)
  return findings
}

interface Victim {
  tenantId: string
  slug: string
  marker: string
  rows: KnownRow[]
  /** Every value that could stand in an address and that is unique to the tenant. */
  ids: string[]
}

interface Stranger {
  world: World
  own: Copy
  victim: Victim
  findings: Findings
  values: OwnValues
  idsOfPlace: number
  token(): Promise<string>
}

const victimsMarker = 'mkvictimmk'

/** A tenant with rows in every table, including tables that no route has filled. */
async function openVictim(world: World, values: OwnValues, rowsOfTable: number): Promise<Victim> {
  const { installation, catalogue } = world
  const { admin } = installation
  const copy = await copyModel(world, { marker: victimsMarker, newIds: true })
  await fillTables({ sql: admin, catalogue, tenantId: copy.tenantId, marker: victimsMarker })
  const rows = await readKnownRows(admin, catalogue, copy.tenantId, rowsOfTable)
  const isTheirs = (value: string) => value.includes(victimsMarker) || /^[0-9a-f-]{36}$/.test(value)
  const ids = [...new Set(rows.flatMap(({ keys }) => keys.filter(isTheirs)))]
  await readAll(world, copy, values)
  return { ...copy, marker: victimsMarker, rows, ids }
}

/** Its owner reads everything first, so that the server's caches hold it. */
async function readAll(world: World, copy: Copy, values: OwnValues): Promise<void> {
  const token = tokensOf(world, copy.tenantId, {
    userId: copy.idOf(world.model.people.persons.owner.userId),
  })
  for (const route of world.routes.filter(({ method }) => method === 'GET')) {
    const path = fillPath(route, (values.get(route.name) ?? []).map(copy.textOf))
    await ask(world.installation, copy.slug, path, { token: await token() })
  }
}

/** The ids of the likeliest tables, and some of the others, which differ from route to route. */
function idsFor({ victim, idsOfPlace, world }: Stranger, route: Route, at: number): string[] {
  if (victim.ids.length <= idsOfPlace) return victim.ids
  const steps = route.path.split('/')
  const place = steps.indexOf(`{${route.params[at]}}`)
  const likely = sortByAffinity(victim.rows, steps[place - 1] ?? '').flatMap(({ keys }) => keys)
  const shift = world.routes.indexOf(route) * idsOfPlace
  const others = victim.ids.map((_, index) => victim.ids[(index + shift) % victim.ids.length] ?? '')
  const theirs = likely.filter((id) => victim.ids.includes(id)).slice(0, idsOfPlace / 2)
  return [...new Set([...theirs, ...others])].slice(0, idsOfPlace)
}

async function send(stranger: Stranger, route: Route, path: string, init: object): Promise<Answer> {
  const { world, own, findings, victim } = stranger
  if (route.need === 'public') await forgetAttempts(world.installation)
  const answer = await ask(world.installation, own.slug, path, {
    method: route.method,
    token: await stranger.token(),
    ...init,
  })
  count(findings, 'calls with another tenant’s ids')
  if (answer.text.includes(victim.marker) && !path.includes(victim.marker)) {
    findings.failures.push(`${route.name} shows another tenant’s text`)
  }
  if (answer.status >= 500 || answer.status === 429) {
    findings.failures.push(`${route.name} with another tenant’s ids: ${answer.outcome}`)
  }
  return answer
}

async function tryPath(stranger: Stranger, route: Route): Promise<void> {
  const { own, findings, world } = stranger
  if (route.params.length === 0 || route.need === 'public') return
  const known = stranger.values.get(route.name) ?? route.params.map(() => crypto.randomUUID())
  const ownValues = known.map(own.textOf)
  const init = exampleInit(route, (name) => own.idOf(world.idOf(name)))
  for (const at of route.params.keys()) {
    for (const id of idsFor(stranger, route, at)) {
      const values = ownValues.map((value, place) => (place === at ? id : value))
      const { outcome } = await send(stranger, route, fillPath(route, values), init)
      if (outcome === '404 not_found') continue
      const nobodys = ownValues.map((value, place) => (place === at ? unlike(id) : value))
      const expected = (await send(stranger, route, fillPath(route, nobodys), init)).outcome
      if (outcome === expected && !expected.startsWith('2')) continue
      const what = `${route.name} with another tenant’s {${route.params[at]}}`
      findings.failures.push(`${what}: ${outcome}, and ${expected} with an id of nobody`)
    }
  }
}

/** An id of the same form that does not exist. */
const unlike = (id: string): string =>
  /^[0-9a-f-]{36}$/.test(id) ? crypto.randomUUID() : `nobodys-${crypto.randomUUID().slice(0, 8)}`

/**
 * Ids in bodies and queries, by the name of the field, as an attacker would send them. The response must equal the one
 * for an id that does not exist.
 */
async function tryFields(stranger: Stranger, route: Route): Promise<void> {
  const { world, victim, own, findings } = stranger
  const theirs = idsByName(world.catalogue, victim.rows)
  const ownId = (name: string) => own.idOf(world.idOf(name))
  const values = (stranger.values.get(route.name) ?? []).map(own.textOf)
  const path = fillPath(route, values)
  const inQuery = route.query.filter(({ schema }) => takesId(schema)).map(({ name }) => name)
  const inBody = route.bodySchema ? idFieldsOf(route.bodySchema) : []
  const example = exampleInit(route, ownId)
  for (const name of [...inQuery, ...inBody]) {
    const isQuery = inQuery.includes(name)
    const call = (id: string) =>
      isQuery
        ? send(stranger, route, `${path}?${name}=${id}`, example)
        : send(stranger, route, path, {
            json: withField(route.bodySchema ?? {}, example.json, name, id, ownId),
          })
    const { outcome } = await call(theirs(name))
    const expected = (await call(crypto.randomUUID())).outcome
    if (outcome !== expected) {
      const what = `${route.name} with another tenant’s ${name}`
      findings.failures.push(`${what}: ${outcome}, and ${expected} with an id of nobody`)
    }
  }
}

const takesId = ({ format, anyOf, items }: Schema): boolean =>
  format === 'uuid' || (anyOf?.some(takesId) ?? false) || (items ? takesId(items) : false)

/** Names of the body's fields that take an id, or a list of them. */
function idFieldsOf({ properties = {}, items }: Schema): string[] {
  return [
    ...Object.entries(properties).flatMap(([name, schema]) =>
      takesId(schema) ? [name] : idFieldsOf(schema),
    ),
    ...(items ? idFieldsOf(items) : []),
  ]
}

/** The body with the id in the field of this name, wherever the schema has one. */
function withField(
  schema: Schema,
  value: unknown,
  name: string,
  id: string,
  ownId: IdByName,
): unknown {
  if (schema.items && idFieldsOf(schema).includes(name)) {
    const items = Array.isArray(value) && value.length > 0 ? value : [undefined]
    return items.map((item: unknown) => withField(schema.items ?? {}, item, name, id, ownId))
  }
  if (!schema.properties) return value
  const whole = value ?? exampleOf(schema, '', ownId)
  const changed: Record<string, unknown> = { ...(whole as object) }
  for (const [key, one] of Object.entries(schema.properties)) {
    if (key === name) changed[key] = one.items ? [id] : id
    else if (idFieldsOf(one).includes(name)) {
      changed[key] = withField(one, changed[key], name, id, ownId)
    }
  }
  return changed
}

/** No row of the attacker may refer to anything of the other tenant, except the audit's record of the request. */
async function checkKept({ world, own, victim, findings }: Stranger): Promise<void> {
  const { admin } = world.installation
  for (const { name, tenantColumn } of world.catalogue.tables) {
    if (tenantColumn === null || name === 'audit_log') continue
    const rows = await admin<{ text: string }[]>`
      select to_jsonb(t)::text as text from ${admin(name)} t where ${admin(tenantColumn)} = ${own.tenantId}`
    count(findings, 'own rows searched for another tenant’s ids', rows.length)
    const kept = victim.ids.find((id) => rows.some(({ text }) => text.includes(id)))
    if (kept) findings.failures.push(`a stranger’s row in ${name} holds another tenant’s ${kept}`)
  }
}
