import * as fc from 'fast-check'
import type { OwnValues } from '../routes/find-values.ts'
import { count, emptyFindings, type Findings } from '../report.ts'
import type { Copy } from '../tables/copy-tenant.ts'
import { type Answer, ask, forgetAttempts } from '../world/ask.ts'
import { roles } from '../../../plugins/vocabulary.ts'
import { type Person } from '../world/people.ts'
import type { Route } from '../world/read-routes.ts'
import { copyModel, newToken, type World } from '../world/world.ts'
import { type Asker, type MadeRequest, requestsOf } from './requests.ts'

export interface FuzzOptions {
  seed: number
  requests: number
  /** Routes to call; all by default. */
  only?: (route: Route) => boolean
}

/** A tenant is replaced by a fresh one after this many changes. */
const requestsOfTenant = 150

/**
 * Sends requests generated from the API's document, one after another, as every kind of caller. No response may be
 * 5xx. Every rejection must be a problem document that names the faulty place, and must have changed no row of the
 * tenant.
 */
export async function fuzz(
  world: World,
  values: OwnValues,
  { seed, requests, only = () => true }: FuzzOptions,
): Promise<Findings> {
  const findings = emptyFindings()
  const made = fc.sample(requestsOf({ ...world, routes: world.routes.filter(only) }, values), {
    seed,
    numRuns: requests,
  })
  let tenant = await openTenant(world)
  for (const [at, request] of made.entries()) {
    if (at % requestsOfTenant === 0 || tenant.isSpoilt) tenant = await openTenant(world)
    await forgetAttempts(world.installation)
    const before = await world.log.position()
    const answer = await send(world, tenant, request)
    count(findings, 'requests')
    count(findings, answer.status < 400 ? 'accepted' : 'refused')
    const changes = answer.status < 400 ? [] : await world.log.changesSince(before, tenant.tenantId)
    for (const fault of faultsOf(answer, changes)) {
      findings.failures.push(`${fault}: ${at} ${JSON.stringify(request).slice(0, 700)}`)
    }
    tenant.isSpoilt = isSpoiltBy(answer)
  }
  return findings
}

interface Tenant extends Copy {
  tokens: Partial<Record<Asker, string>>
  isSpoilt: boolean
}

async function openTenant(world: World): Promise<Tenant> {
  const copy = await copyModel(world)
  const { people } = world.model
  const tokens: Partial<Record<Asker, string>> = {
    nonsense: 'eyJhbGciOiJub25lIn0.e30.',
    key: people.everything,
    'narrow key': people.keys['directory:read'],
  }
  for (const role of roles) {
    const { userId }: Person = people.persons[role]
    tokens[role] = await newToken(world, copy.tenantId, userId)
  }
  return { ...copy, tokens, isSpoilt: false }
}

/** The organisation is closed, or somebody’s session ended by their own request. */
const isSpoiltBy = ({ outcome }: Answer): boolean =>
  outcome === '403 tenant_suspended' || outcome === '401 session_ended'

function send(
  { installation }: World,
  { slug, tokens, textOf }: Tenant,
  { asker, isBare, method, path, headers, body }: MadeRequest,
): Promise<Answer> {
  const token = tokens[asker]
  return ask(installation, isBare ? '' : slug, textOf(path), {
    method,
    headers,
    ...(token ? { token } : {}),
    ...(body === null ? {} : { body }),
  })
}

function faultsOf(answer: Answer, changes: string[]): string[] {
  const { status, outcome, isProblem, text } = answer
  if (status < 400) return []
  const needsPlace = outcome === '422 invalid_request'
  return [
    ...(status >= 500 ? [outcome] : []),
    ...(isProblem ? [] : [`${status} is no problem document (${text.slice(0, 80)})`]),
    ...(needsPlace && answer.pointer === undefined ? [`${outcome} names no place`] : []),
    ...(changes.length > 0 ? [`${outcome} does ${[...new Set(changes)].join(', ')}`] : []),
  ]
}
