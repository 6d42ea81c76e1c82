import type { Role } from '../../../server/platform/context.ts'
import { count, emptyFindings, type Findings } from '../report.ts'
import type { Copy } from '../tables/copy-tenant.ts'
import { type Answer, ask, forgetAttempts } from '../world/ask.ts'
import { exampleInit } from '../world/example-body.ts'
import { isUuid } from '../../../server/platform/ids.ts'
import { fillPath, type Route } from '../world/read-routes.ts'
import { copyModel, newToken, type World } from '../world/world.ts'
import { expectedOutcome } from './admission.ts'
import { stricterBehind } from './exceptions.ts'
import type { OwnValues } from './find-values.ts'

/**
 * Calls every route as each role with the tenant's own ids and a valid body. A caller whom the declared need admits
 * must not be rejected for their role by the code behind the route, so that both agree. Rejected calls, reads, and
 * calls that need no more than reading must change nothing; nothing may fail.
 */
export async function checkRealCalls(
  world: World,
  values: OwnValues,
  roles: readonly Role[],
): Promise<Findings> {
  const findings = emptyFindings()
  for (const role of roles) await callAs(world, values, role, findings)
  return findings
}

async function callAs(
  world: World,
  values: OwnValues,
  role: Role,
  findings: Findings,
): Promise<void> {
  const { userId } = world.model.people.persons[role]
  const openCopy = async () => {
    const tenant = await copyModel(world)
    return { ...tenant, token: await newToken(world, tenant.tenantId, userId) }
  }
  let tenant = await openCopy()
  for (const route of world.routes) {
    const before = await world.log.position()
    const answer = await call(world, route, values, tenant)
    const changes = await world.log.changesSince(before, tenant.tenantId)
    count(findings, 'real calls')
    if (answer.status < 300) count(findings, 'of them carried out')
    const what = `${route.name} as ${role}`
    for (const fault of faultsOf(world, route, role, answer, changes)) {
      findings.failures.push(`${what}: ${fault}`)
    }
    // The next call finds everything as it was.
    if (changes.length > 0) tenant = await openCopy()
  }
}

function faultsOf(
  world: World,
  route: Route,
  role: Role,
  answer: Answer,
  changes: string[],
): string[] {
  const expected = expectedOutcome(route, { kind: 'session', role, isStale: false })
  const isLetIn = expected.startsWith('422')
  const { status, outcome } = answer
  const mayChange = isLetIn && status < 400 && changesByNeed(route)
  return [
    ...(status >= 500 || status === 429 ? [`answers ${outcome}`] : []),
    ...(isLetIn && isRefusedForWho(answer) && !(route.name in stricterBehind)
      ? [`declares ${route.need}, and what stands behind it answers ${outcome}`]
      : []),
    ...(route.need === 'public' ? shownToStrangers(world, answer) : []),
    ...(!isLetIn && outcome !== expected ? [`answers ${outcome} instead of ${expected}`] : []),
    ...(changes.length > 0 && !mayChange
      ? [`declares ${route.need}, answers ${outcome}, and does ${changes.slice(0, 4).join(', ')}`]
      : []),
  ]
}

/** A caller who is not signed in learns neither texts nor ids of rows. */
function shownToStrangers({ model, rows }: World, { text }: Answer): string[] {
  if (text.includes(model.marker)) return ['declares public, and shows what people wrote']
  const shown = rows.find(
    ({ table, keys }) => table !== 'tenants' && keys.some((id) => isUuid(id) && text.includes(id)),
  )
  return shown ? [`declares public, and shows an id of ${shown.table}`] : []
}

/**
 * Not admitted, or not for this role. Permissions that differ from object to object are not part of the route's need.
 */
const isRefusedForWho = ({ outcome, text }: Answer): boolean =>
  ['401 unauthenticated', '401 session_ended', '403 scope_missing'].includes(outcome) ||
  (outcome === '403 forbidden' && text.includes('"detail":"Your role ('))

const changesByNeed = ({ method, need }: Route): boolean =>
  method !== 'GET' && !need.endsWith(':read')

async function call(
  { installation, idOf }: World,
  route: Route,
  values: OwnValues,
  { slug, token, textOf }: Copy & { token: string },
): Promise<Answer> {
  if (route.need === 'public') await forgetAttempts(installation)
  const known = values.get(route.name) ?? route.params.map(() => crypto.randomUUID())
  const query = route.query
    .filter(({ required }) => required)
    .map(({ name, schema }) => `${name}=${String(schema.enum?.[0] ?? schema.default ?? '1.0.0')}`)
  const path = fillPath(route, known.map(textOf)) + (query.length > 0 ? `?${query.join('&')}` : '')
  return ask(installation, slug, path, {
    method: route.method,
    ...(route.need === 'public' ? {} : { token }),
    ...exampleInit(route, idOf),
  })
}
