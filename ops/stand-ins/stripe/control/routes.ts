import { type Fault, faultKinds } from '../wire/ordered-fault.ts'
import type { SeenRequest } from '../wire/serve-api.ts'
import type { Webhooks } from '../webhooks/deliver.ts'
import type { Settings, World } from '../world.ts'
import { type Advance, advance } from './advance.ts'
import { type Release, release } from './release.ts'
import { stateOf } from './state.ts'

export interface Controlled {
  world: World
  webhooks: Webhooks
  requests: SeenRequest[]
}

interface FaultOrder {
  path?: string
  method?: string
  kind?: Fault['kind']
  times?: number
  retryAfterSeconds?: number
}

function orderFault(world: World, order: FaultOrder): object {
  if (!order.kind || !faultKinds.includes(order.kind)) {
    throw new Error(`kind is one of ${faultKinds.join(', ')}`)
  }
  world.faults.push({
    path: order.path ?? '/',
    method: order.method ?? null,
    kind: order.kind,
    left: order.times ?? 1,
    retryAfterSeconds: order.retryAfterSeconds ?? 1,
  })
  return { faults: world.faults }
}

function setSettings(world: World, changes: Partial<Settings>): object {
  for (const [key, value] of Object.entries(changes)) {
    if (!(key in world.settings)) throw new Error(`There is no setting ${key}.`)
    Object.assign(world.settings, { [key]: value })
  }
  return world.settings
}

async function run(place: Controlled, verb: string, request: Request): Promise<object> {
  const { world, webhooks, requests } = place
  const isPost = request.method === 'POST'
  const body = isPost ? await request.text() : ''
  const asked: unknown = body ? JSON.parse(body) : {}
  if (!isPost && verb === 'state') return stateOf(world, webhooks)
  if (!isPost && verb === 'requests') return requests
  if (isPost && verb === 'advance') return advance(world, asked as Advance)
  if (isPost && verb === 'settings') return setSettings(world, asked as Partial<Settings>)
  if (isPost && verb === 'faults') return orderFault(world, asked as FaultOrder)
  if (request.method === 'DELETE' && verb === 'faults') {
    world.faults.length = 0
    return { faults: [] }
  }
  if (isPost && verb === 'webhooks') {
    webhooks.setMode((asked as { mode?: string }).mode === 'hold' ? 'hold' : 'deliver')
    return { mode: webhooks.mode, held: webhooks.held.length }
  }
  if (isPost && verb === 'deliver') return release(webhooks, asked as Release)
  if (isPost && verb === 'settle') {
    await webhooks.settled()
    return { deliveries: webhooks.deliveries.length }
  }
  throw new Error(`There is no ${request.method} /_control/${verb}.`)
}

/**
 * What tests tell the stand-in:
 * POST advance {seconds, hours, days, to}; settings {afterRetries, retryDays, upcomingDays, draftHours, shiftMeterTimestamps, latencyMs,
 * meterDelaySeconds};
 * faults {path, method, kind, times, retryAfterSeconds}; webhooks {mode}; deliver {order, seed, duplicates, delayMs, forge,
 * types, limit}; settle {}; GET state; GET requests; DELETE faults.
 */
export async function control(
  place: Controlled,
  verb: string,
  request: Request,
): Promise<Response> {
  try {
    return Response.json(await run(place, verb, request))
  } catch (error) {
    return Response.json({ error: String(error) }, { status: 400 })
  }
}
