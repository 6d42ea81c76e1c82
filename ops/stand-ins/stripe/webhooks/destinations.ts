import { invalid } from '../wire/fault.ts'
import { newestFirst } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { EventDestination } from '../wire/types.ts'
import { need } from '../world.ts'

function createDestination({ world, params }: Call): object {
  if (params.needText('type') !== 'webhook_endpoint')
    throw invalid('This stand-in sends to webhook endpoints only.', 'type')
  if (params.needText('event_payload') !== 'thin')
    throw invalid('This stand-in sends thin events only.', 'event_payload')
  const now = new Date(world.clock.now() * 1_000).toISOString()
  const destination: EventDestination = {
    id: world.id('ed_test', 40),
    object: 'v2.core.event_destination',
    created: now,
    description: params.text('description') ?? '',
    enabled_events: params.texts('enabled_events'),
    event_payload: 'thin',
    events_from: ['@self'],
    livemode: false,
    metadata: params.metadata(),
    name: params.needText('name'),
    status: 'enabled',
    type: 'webhook_endpoint',
    updated: now,
    webhook_endpoint: { url: params.inside('webhook_endpoint')?.address('url') ?? '' },
  }
  const signing_secret = world.id('whsec', 32)
  world.destinations.set(destination.id, destination)
  world.endpointSecrets.set(destination.id, signing_secret)
  return view(destination, params.texts('include'), signing_secret)
}

/** An endpoint's address and secret are shown only on request. */
function view(
  { webhook_endpoint: { url }, ...rest }: EventDestination,
  include: readonly string[],
  signing_secret?: string,
): object {
  const isAsked = (field: string): boolean => include.includes(`webhook_endpoint.${field}`)
  return {
    ...rest,
    webhook_endpoint: {
      ...(isAsked('url') ? { url } : {}),
      ...(signing_secret && isAsked('signing_secret') ? { signing_secret } : {}),
    },
  }
}

const listDestinations = ({ world, params }: Call): object => ({
  data: newestFirst(world.destinations.values()).map((one) => view(one, params.texts('include'))),
  next_page_url: null,
  previous_page_url: null,
})

function change(call: Call, edit: (destination: EventDestination) => void): object {
  const destination = need(call.world.destinations, 'event destination', first(call))
  edit(destination)
  return view(destination, call.params.texts('include'))
}

const path = '/v2/core/event_destinations'
export const destinationRoutes = [
  route(
    'POST',
    path,
    [
      'description',
      'enabled_events',
      'event_payload',
      'include',
      'metadata',
      'name',
      'type',
      'webhook_endpoint',
    ],
    createDestination,
  ),
  route('GET', path, ['include', 'limit', 'page'], listDestinations),
  route('POST', `${path}/:id`, ['enabled_events', 'include', 'metadata', 'name'], (call) =>
    change(call, (one) => {
      if (call.params.has('enabled_events'))
        one.enabled_events = call.params.texts('enabled_events')
      one.name = call.params.text('name') ?? one.name
    }),
  ),
  route('POST', `${path}/:id/enable`, ['include'], (call) =>
    change(call, (one) => void (one.status = 'enabled')),
  ),
  route('POST', `${path}/:id/disable`, ['include'], (call) =>
    change(call, (one) => void (one.status = 'disabled')),
  ),
]
