import { permissionsOf } from '../../../server/platform/authorization.ts'
import type { Role } from '../../../server/platform/context.ts'
import { allowsScope, type Scope, scopes } from '../../../server/platform/scopes.ts'
import { emptyFindings, expectSame, type Findings } from '../report.ts'
import { ask } from '../world/ask.ts'
import { roles } from '../../../plugins/vocabulary.ts'
import { type Person, tokenOf } from '../world/people.ts'
import { fillPath, type Route } from '../world/read-routes.ts'
import { copyModel, type World } from '../world/world.ts'

/** A caller at the model tenant's host. */
type Caller =
  | { kind: 'nobody' }
  | { kind: 'session'; role: Role; isStale: boolean }
  | { kind: 'key'; held: readonly Scope[] }
  | { kind: 'foreign session' }
  | { kind: 'foreign key' }

/** An unknown parameter is rejected right after admission, so nothing is executed. */
const probe = '__nothing'
const letIn = `422 invalid_request ?${probe}`

/** The expected response of a route, by its declaration, the table of roles and the scopes. */
export function expectedOutcome(route: Route, caller: Caller): string {
  if (route.need === 'public') return letIn
  if (caller.kind === 'nobody') return '401 unauthenticated'
  if (caller.kind === 'foreign session' || caller.kind === 'foreign key') return '404 not_found'
  if (caller.kind === 'key') {
    if (route.isSessionOnly) return '403 session_needed'
    return route.scope !== null && !allowsScope(caller.held, route.scope)
      ? '403 scope_missing'
      : letIn
  }
  if (route.need !== 'session' && !permissionsOf(caller.role).includes(route.need)) {
    return '403 forbidden'
  }
  return route.needsStepUp && caller.isStale ? '403 step_up_needed' : letIn
}

/** A key with a single scope matters most for routes of its own area. */
const isOfArea = (route: Route, caller: Caller): boolean =>
  caller.kind !== 'key' ||
  caller.held.length !== 1 ||
  route.scope?.split(':')[0] === caller.held[0]?.split(':')[0]

/** Every route for anonymous callers, every role, keys with each scope, and callers of another tenant. */
export async function checkAdmission(
  world: World,
  { onlyOwnArea }: { onlyOwnArea: boolean },
): Promise<Findings> {
  const findings = emptyFindings()
  const { installation, model, routes } = world
  findings.counts.routes = routes.length
  const callers = await listCallers(world)
  for (const { name, caller, token } of callers) {
    for (const route of routes) {
      if (onlyOwnArea && !isOfArea(route, caller)) continue
      const path = fillPath(
        route,
        route.params.map(() => crypto.randomUUID()),
      )
      const answer = await ask(installation, model.slug, `${path}?${probe}=1`, {
        method: route.method,
        ...(token ? { token } : {}),
      })
      const outcome = [answer.outcome, answer.pointer].filter(Boolean).join(' ')
      const what = `${route.name} for ${name}`
      expectSame(findings, 'admissions', what, outcome, expectedOutcome(route, caller))
    }
  }
  return findings
}

interface NamedCaller {
  name: string
  caller: Caller
  token: string | null
}

async function listCallers(world: World): Promise<NamedCaller[]> {
  const { installation, model } = world
  const { people } = model
  const as = (tenantId: string, person: Person) => tokenOf(installation, tenantId, person)
  const other = await copyModel(world)
  const callers: NamedCaller[] = [{ name: 'nobody', caller: { kind: 'nobody' }, token: null }]
  for (const role of roles) {
    const token = await as(model.tenantId, people.persons[role])
    callers.push({ name: role, caller: { kind: 'session', role, isStale: false }, token })
  }
  const stale: Caller = { kind: 'session', role: 'owner', isStale: true }
  callers.push({
    name: 'a stale session',
    caller: stale,
    token: await as(model.tenantId, people.stale),
  })
  for (const scope of scopes) {
    const caller: Caller = { kind: 'key', held: [scope] }
    callers.push({ name: `a key with ${scope}`, caller, token: people.keys[scope] })
  }
  for (const [area, token] of Object.entries(people.without)) {
    const held = scopes.filter((scope) => !scope.startsWith(`${area}:`))
    callers.push({ name: `a key without ${area}`, caller: { kind: 'key', held }, token })
  }
  callers.push({
    name: 'a key with all scopes',
    caller: { kind: 'key', held: scopes },
    token: people.everything,
  })
  const foreign = await as(other.tenantId, people.persons.owner)
  callers.push({
    name: 'the owner of another',
    caller: { kind: 'foreign session' },
    token: foreign,
  })
  const foreignKey = await addForeignKey(world)
  callers.push({ name: 'a key of another', caller: { kind: 'foreign key' }, token: foreignKey })
  return callers
}

/** A copy has the same keys, so this needs one that the model does not have. */
async function addForeignKey({ installation }: World): Promise<string> {
  const slug = 'stranger-org'
  await installation.createTenant(slug)
  const token = await installation.signIn(slug)
  const made = await installation.request(slug, '/api/v1/api-keys', {
    method: 'POST',
    token,
    json: { name: 'x', scopes },
  })
  return ((await made.json()) as { key: string }).key
}
