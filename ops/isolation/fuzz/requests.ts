import * as fc from 'fast-check'
import { talk } from '../../../server/http/test/meetings.ts'
import type { OwnValues } from '../routes/find-values.ts'
import { roles } from '../../../plugins/vocabulary.ts'
import { fillPath, type Parameter, type Route } from '../world/read-routes.ts'
import type { World } from '../world/world.ts'
import { brokenBodies, junk, valuesOf } from './values.ts'

export type Asker = (typeof roles)[number] | 'nobody' | 'nonsense' | 'key' | 'narrow key'

export interface MadeRequest {
  asker: Asker
  /** At the bare host, which belongs to no tenant. */
  isBare: boolean
  route: string
  method: string
  path: string
  headers: Record<string, string>
  body: string | null
}

const askers: readonly Asker[] = ['nobody', 'nonsense', 'key', 'narrow key', ...roles]

/** Requests to every route: most as its document describes them, others wrong in one place or several. */
export function requestsOf(world: World, values: OwnValues): fc.Arbitrary<MadeRequest> {
  const known = world.rows.flatMap(({ keys }) => keys)
  return fc.constantFrom(...world.routes).chain((route) =>
    fc
      .record({
        asker: route.need === 'public' ? fc.constant<Asker>('nobody') : askerOf(),
        isBare: fc.nat(99).map((at) => at < (route.need === 'public' ? 40 : 1)),
        path: pathsOf(route, values.get(route.name) ?? [], known),
        query: queriesOf(route, world),
        headers: headersOf(),
        body: bodiesOf(route, world),
      })
      .map(({ asker, isBare, path, query, headers, body }) => ({
        asker,
        isBare,
        route: route.name,
        method: route.method,
        path: path + query,
        headers: { ...headers, ...body.headers },
        body: body.text,
      })),
  )
}

const askerOf = (): fc.Arbitrary<Asker> =>
  fc.oneof(
    { arbitrary: fc.constant<Asker>('owner'), weight: 4 },
    { arbitrary: fc.constantFrom(...askers), weight: 6 },
  )

const strangeSteps = ['.', '..', '%', '\u0000', "'", '𝕏', 'a'.repeat(3_000), '-1', 'null', ' ']

function pathsOf(route: Route, own: string[], known: string[]): fc.Arbitrary<string> {
  const step = (value: string | undefined) =>
    fc.oneof(
      { arbitrary: fc.constant(value ?? crypto.randomUUID()), weight: 14 },
      { arbitrary: fc.constantFrom(...known), weight: 3 },
      { arbitrary: fc.uuid(), weight: 2 },
      { arbitrary: fc.constantFrom(...strangeSteps), weight: 1 },
    )
  return fc
    .tuple(...route.params.map((_, at) => step(own[at])))
    .map((values) => fillPath(route, values))
}

function queriesOf(route: Route, { idOf }: World): fc.Arbitrary<string> {
  const one = ({ name, schema }: Parameter): fc.Arbitrary<[string, string] | null> =>
    fc.oneof(
      { arbitrary: fc.constant(null), weight: 5 },
      {
        arbitrary: valuesOf(schema, name, idOf)
          .map(textOf)
          .map((text) => [name, text] as [string, string]),
        weight: 4,
      },
      { arbitrary: junk.map(textOf).map((text) => [name, text] as [string, string]), weight: 1 },
    )
  const strange = fc.oneof(
    { arbitrary: fc.constant(null), weight: 15 },
    {
      arbitrary: fc.constantFrom<[string, string]>(['unheard_of', '1'], ['limit', '1'], ['', '']),
      weight: 1,
    },
  )
  return fc.tuple(...route.query.map(one), strange).map((pairs) => {
    const given = pairs.filter((pair): pair is [string, string] => pair !== null)
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
  })
}

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed()

function headersOf(): fc.Arbitrary<Record<string, string>> {
  const sometimes = (name: string, values: string[]): fc.Arbitrary<Record<string, string>> =>
    fc.oneof(
      { arbitrary: fc.constant({}), weight: 6 },
      { arbitrary: fc.constantFrom(...values).map((value) => ({ [name]: value })), weight: 1 },
    )
  return fc
    .tuple(
      sometimes('if-match', ['"1"', '"0"', '*', '"x"', 'W/"2"', '"999999999"', '1']),
      sometimes('idempotency-key', ['same-key', 'a b', 'x'.repeat(300), 'é', 'fresh']),
      sometimes('accept-language', ['ru', 'en', 'xx', ';;;q=', '*']),
      sometimes('x-request-id', ['short', 'a-good-request-id', '<script>']),
      sometimes('x-aam-tenant', ['origin-org', 'nobody', '']),
      sometimes('accept-encoding', ['gzip', 'br', 'nonsense']),
      sometimes('traceparent', [
        '00-x-y-z',
        '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      ]),
      sometimes('last-event-id', ['0-0', 'x', '99999999999999999-1']),
      sometimes('cookie', ['__Host-aam_access=x', '__Host-aam_refresh=a.b', 'a=;;=b']),
      sometimes('range', ['bytes=0-1', 'bytes=9-1', 'x']),
    )
    .map((all) => Object.assign({}, ...all) as Record<string, string>)
}

interface Body {
  text: string | null
  headers: Record<string, string>
}

const json = { 'content-type': 'application/json' }
const asJson = (value: unknown): Body => ({ text: JSON.stringify(value) ?? 'null', headers: json })

function bodiesOf(route: Route, { idOf }: World): fc.Arbitrary<Body> {
  const none = fc.constant<Body>({ text: null, headers: {} })
  if (route.method === 'GET') return none
  const damaged = fc.constantFrom<Body>(
    { text: '{"half', headers: json },
    { text: '', headers: json },
    { text: '[1,2', headers: json },
    { text: '[]', headers: json },
    { text: `${'['.repeat(50)}${']'.repeat(50)}`, headers: json },
    { text: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { text: '--x\r\n\r\n--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    { text: '<a/>', headers: { 'content-type': 'text/xml' } },
    { text: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
    { text: '{}', headers: { ...json, 'content-encoding': 'gzip' } },
  )
  if (!route.takesBody) {
    return fc.oneof({ arbitrary: none, weight: 9 }, { arbitrary: damaged, weight: 1 })
  }
  if (route.bodySchema === null) {
    const texts = fc.constantFrom(
      talk,
      '',
      'WEBVTT\n\n',
      '1\n00:00:01,000 --> 00:00:02,000\nHello\n',
    )
    const text = fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 200 }))
    return text.map((given) => ({ text: given.toWellFormed(), headers: {} }))
  }
  const schema = route.bodySchema
  return fc.oneof(
    { arbitrary: valuesOf(schema, '', idOf).map(asJson), weight: 10 },
    { arbitrary: brokenBodies(schema, idOf).map(asJson), weight: 8 },
    { arbitrary: damaged, weight: 1 },
    { arbitrary: none, weight: 1 },
  )
}
