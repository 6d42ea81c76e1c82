import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { clientOf } from '../../../server/http/test/meetings.ts'
import { findOwnValues } from '../routes/find-values.ts'
import { count, emptyFindings, type Findings } from '../report.ts'
import { type Answer, ask, forgetAttempts } from '../world/ask.ts'
import { exampleOf } from '../world/example-body.ts'
import { fillPath, type Route, type Schema } from '../world/read-routes.ts'
import { tokensOf, type World } from '../world/world.ts'
import { readRedis } from './scan-redis.ts'
import { forbiddenTexts } from './secrets.ts'

/** Part of every text that a rejected caller sends. */
export const typedMarker = 'mktypedmk'

/**
 * Two tenants with the same content, each with its own canaries: reads everything that one of them can read, in every
 * format and from the beginning of its live stream, and is rejected in every way. Nothing may contain the other's
 * canaries.
 */
export async function checkAnswers(own: World, other: World): Promise<Findings> {
  const findings = emptyFindings()
  const values = await findOwnValues(own, ({ method }) => method === 'GET')
  const { model } = own
  const token = tokensOf(own, model.tenantId, model.people.persons.owner)
  const look = (what: string, { text, headers }: Pick<Answer, 'text' | 'headers'>): void => {
    count(findings, 'answers searched')
    const whole = `${text} ${JSON.stringify([...headers])}`
    if (whole.includes(model.marker)) count(findings, 'of them with own canaries')
    for (const canary of canariesOf(other)) {
      if (whole.includes(canary))
        findings.failures.push(`${what} shows ${canary} of another tenant`)
    }
  }
  for (const route of own.routes) {
    const path = fillPath(route, values.get(route.name) ?? route.params.map(() => 'nothing'))
    for (const query of queriesOf(route, other)) {
      const init = { method: route.method, token: await token() }
      if (route.method === 'GET')
        look(route.name, await ask(own.installation, model.slug, path + query, init))
    }
    await beRefused(own, route, await token(), look)
  }
  look('the live stream', await readStream(own, await token()))
  return findings
}

/** Every text contains its marker; its ids and its slug are unique as well. */
const canariesOf = ({ model, rows }: World): string[] => [
  model.marker,
  model.slug,
  model.tenantId,
  ...rows.flatMap(({ keys }) => keys.filter((key) => key.length === 36)),
]

/** Every value of an enumeration, and a search for the other tenant's content. */
function queriesOf({ query }: Route, other: World): string[] {
  const words = query.flatMap(({ name, schema }) =>
    (schema.enum ?? []).map((value) => `?${name}=${String(value)}`),
  )
  const search = query.some(({ name }) => name === 'q')
    ? ['?q=mk', `?q=${other.model.marker.slice(0, 4)}`]
    : []
  return ['', ...words, ...search]
}

async function beRefused(
  world: World,
  route: Route,
  token: string,
  look: (what: string, answer: Answer) => void,
): Promise<void> {
  const { installation, model } = world
  const missing = fillPath(
    route,
    route.params.map(() => crypto.randomUUID()),
  )
  const json = route.bodySchema ? { json: typed(route.bodySchema) } : {}
  const tries: { path: string; init: { token?: string; json?: unknown } }[] = [
    { path: missing, init: { token, ...json } },
    { path: `${missing}?unheard_of=${typedMarker}`, init: { token } },
    {
      path: missing,
      init: { token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.forged-forged', ...json },
    },
    { path: missing, init: { ...json } },
  ]
  for (const { path, init } of tries) {
    await forgetAttempts(installation)
    if (isCarriedOut(route, init)) continue
    look(
      `a refusal of ${route.name}`,
      await ask(installation, model.slug, path, { method: route.method, ...init }),
    )
  }
}

/** Requests that need no id are sent with a valid token and body. */
const isCarriedOut = ({ method, params, need }: Route, init: { token?: string }): boolean =>
  method !== 'GET' && params.length === 0 && init.token !== undefined && need !== 'public'

/** A body whose texts can be recognised wherever they end up. */
function typed(schema: Schema): unknown {
  const example = exampleOf(schema, '', () => crypto.randomUUID())
  const text = JSON.stringify(example)
    .replaceAll('somebody@else.example', `${typedMarker}@typed.example`)
    .replaceAll(/ example(x*)"/g, ` ${typedMarker}$1"`)
  return JSON.parse(text)
}

/** All of the tenant's events that are still stored. */
async function readStream({ installation, model }: World, token: string): Promise<Answer> {
  const client = clientOf(installation, model.slug, token)
  const stopping = new AbortController()
  const response = await client.send('/events', { headers: { 'last-event-id': '0-0' } })
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const part = await Promise.race([reader?.read(), Bun.sleep(500)])
    if (!part || part.done) break
    text += decoder.decode(part.value, { stream: true })
  }
  stopping.abort()
  await reader?.cancel()
  const outcome = String(response.status)
  return {
    status: response.status,
    outcome,
    pointer: undefined,
    text,
    isProblem: false,
    headers: response.headers,
  }
}

/** Redis must hold nothing of the other tenant under a tenant's prefix, and no user text outside the prefixes. */
export async function checkRedis(one: World, two: World): Promise<Findings> {
  const findings = emptyFindings()
  const texts = [one.model.marker, two.model.marker, typedMarker]
  for (const { key, text } of await readRedis(one.installation.services.redis.commands)) {
    count(findings, 'keys of Redis searched')
    const forbidden = [
      ...(key.includes(tenantPrefixOf(one)) ? canariesOf(two) : []),
      ...(key.includes(tenantPrefixOf(two)) ? canariesOf(one) : []),
      ...texts,
    ]
    const found = forbidden.find((canary) => `${key} ${text}`.includes(canary))
    if (found) findings.failures.push(`Redis holds ${found} under ${key}`)
  }
  return findings
}

const tenantPrefixOf = ({ model }: World): string => `{${model.tenantId}}`

export interface Traces {
  lines: string[]
  spans: ReadableSpan[]
  /** Secrets of the installation's configuration. */
  secrets: string[]
}

/** Log lines and spans must contain no user texts, addresses, tokens or secrets. */
export function checkTraces(worlds: World[], { lines, spans, secrets }: Traces): Findings {
  const findings = emptyFindings()
  const markers = [...worlds.map(({ model }) => model.marker), typedMarker]
  const patterns = forbiddenTexts(markers, secrets)
  const look = (what: string, text: string): void => {
    count(findings, `${what}s searched`)
    for (const [name, pattern] of patterns) {
      const found = pattern.exec(text)
      if (found)
        findings.failures.push(`a ${what} holds ${name} (${found[0]}): ${text.slice(0, 300)}`)
    }
  }
  for (const line of lines) look('log line', line)
  for (const { name, attributes, events, status } of spans) {
    look('span', JSON.stringify({ name, attributes, events, status }))
  }
  return findings
}
