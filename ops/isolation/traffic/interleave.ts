import { count, emptyFindings, type Findings } from '../report.ts'
import { type Answer, ask } from '../world/ask.ts'
import { exampleInit } from '../world/example-body.ts'
import { fillPath, type Route } from '../world/read-routes.ts'
import type { OwnValues } from '../routes/find-values.ts'
import { copyModel, modelMarker, tokensOf, type World } from '../world/world.ts'

export interface InterleaveOptions {
  tenants: number
  requests: number
  /** Number of concurrent requests. */
  atOnce: number
}

interface MarkedTenant {
  slug: string
  marker: string
  token(): Promise<string>
  textOf(text: string): string
}

const markers = /mkt\d{3}mk/g
const markerOf = (at: number): string => `mkt${String(at).padStart(3, '0')}mk`

/** One in this many requests is aborted before its response. */
const leftEvery = 29

/**
 * Many tenants with the same ids send the same requests at once over few database connections, reading and writing,
 * and some abort. Each tenant's texts carry its own marker, and no response may contain another tenant's.
 */
export async function interleave(
  world: World,
  values: OwnValues,
  { tenants, requests, atOnce }: InterleaveOptions,
): Promise<Findings> {
  const findings = emptyFindings()
  const marked: MarkedTenant[] = []
  for (let at = 0; at < tenants; at++) marked.push(await openMarked(world, at))
  const routes = repeatableRoutes(world.routes, values)
  let next = 0
  const work = async (): Promise<void> => {
    while (next < requests) {
      const at = next++
      const tenant = marked[at % tenants]
      // Adjacent requests ask for the same at the same moment.
      const route = routes[Math.floor(at / atOnce) % routes.length]
      if (tenant && route) await askAndLook(world, values, tenant, route, at, findings)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  findings.counts.tenants = tenants
  await checkRows(world, findings)
  return findings
}

async function openMarked(world: World, at: number): Promise<MarkedTenant> {
  const marker = markerOf(at)
  const copy = await copyModel(world, { marker })
  const token = tokensOf(world, copy.tenantId, world.model.people.persons.owner)
  return { slug: copy.slug, marker, token, textOf: copy.textOf }
}

/** All reads, and the writes that can be repeated. */
const repeatableRoutes = (routes: Route[], values: OwnValues): Route[] =>
  routes.filter(
    (route) =>
      route.need !== 'public' &&
      (route.params.length === 0 || values.has(route.name)) &&
      (route.method === 'GET' || (route.method === 'PATCH' && takesText(route))),
  )

const takesText = ({ bodySchema }: Route): boolean =>
  ['title', 'name', 'note'].some((name) => bodySchema?.properties?.[name] !== undefined)

async function askAndLook(
  { installation, idOf }: World,
  values: OwnValues,
  tenant: MarkedTenant,
  route: Route,
  at: number,
  findings: Findings,
): Promise<void> {
  const path = fillPath(route, (values.get(route.name) ?? []).map(tenant.textOf))
  const init = {
    method: route.method,
    token: await tenant.token(),
    ...markedBody(route, idOf, tenant, at),
  }
  const asked = ask(installation, tenant.slug, path, init)
  count(findings, 'requests')
  if (at % leftEvery === 0) {
    await leave(installation.port, tenant.slug, path, init.token)
    count(findings, 'given up by their sender')
  }
  look(await asked, tenant, route, findings)
}

/** Sends a request and aborts at once. */
async function leave(port: number, slug: string, path: string, token: string): Promise<void> {
  await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { host: `${slug}.localhost`, authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(1),
  }).then(
    (response) => response.body?.cancel(),
    () => undefined,
  )
}

function markedBody(
  route: Route,
  idOf: World['idOf'],
  { marker }: MarkedTenant,
  at: number,
): { json?: unknown } {
  const { json } = exampleInit(route, idOf)
  if (typeof json !== 'object' || json === null) return {}
  const properties = route.bodySchema?.properties ?? {}
  const name = ['title', 'name', 'note'].find((one) => one in properties) ?? 'name'
  return { json: { [name]: `${marker} ${at}` } }
}

function look(
  { text, status }: Answer,
  { marker }: MarkedTenant,
  route: Route,
  findings: Findings,
): void {
  const seen = new Set(text.match(markers) ?? [])
  if (seen.has(marker)) count(findings, 'answers with the tenant’s own texts')
  // Storage and database report overload; that is no leak.
  if (status === 503) count(findings, 'answered by 503')
  else if (status >= 500 || status === 429) findings.failures.push(`${route.name}: ${status}`)
  seen.delete(marker)
  const own = text.includes(modelMarker) ? [...seen, 'the model’s'] : [...seen]
  count(findings, 'foreign texts', own.length)
  if (own.length > 0)
    findings.failures.push(`${route.name} shows ${marker} the texts of ${own.join(', ')}`)
}

/** What was written must be stored for its author's tenant. */
async function checkRows({ installation, catalogue }: World, findings: Findings): Promise<void> {
  const { admin } = installation
  for (const { name, tenantColumn } of catalogue.tables) {
    if (tenantColumn === null) continue
    const rows = await admin<{ tenant: string; found: string[] }[]>`
      select t.tenant, array_agg(distinct t.marker) as found from (
        select ${admin(tenantColumn)}::text as tenant,
          (regexp_matches(to_jsonb(r)::text, 'mkt\\d{3}mk', 'g'))[1] as marker from ${admin(name)} r) t
      group by 1`
    for (const { found } of rows) {
      count(findings, 'tenants’ tables searched')
      if (found.length > 1)
        findings.failures.push(`rows of ${name} mix the texts of ${found.join(', ')}`)
    }
  }
}
