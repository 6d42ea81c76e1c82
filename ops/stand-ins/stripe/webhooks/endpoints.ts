import { invalid } from '../wire/fault.ts'
import { listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { WebhookEndpoint } from '../wire/types.ts'
import { apiVersion, need } from '../world.ts'

function createEndpoint({ world, params }: Call): object {
  params.needText('url')
  const enabled_events = params.texts('enabled_events')
  if (enabled_events.length === 0) {
    throw invalid('Missing required param: enabled_events.', 'enabled_events', 'parameter_missing')
  }
  const endpoint: WebhookEndpoint = {
    id: world.id('we', 24),
    object: 'webhook_endpoint',
    api_version: params.text('api_version') ?? apiVersion,
    application: null,
    created: world.clock.now(),
    description: params.text('description'),
    enabled_events,
    livemode: false,
    metadata: params.metadata(),
    status: 'enabled',
    url: params.address('url') ?? '',
  }
  const secret = world.id('whsec', 32)
  world.endpoints.set(endpoint.id, endpoint)
  world.endpointSecrets.set(endpoint.id, secret)
  return { ...endpoint, secret }
}

function updateEndpoint(call: Call): WebhookEndpoint {
  const { world, params } = call
  const endpoint = need(world.endpoints, 'webhook endpoint', first(call))
  if (params.has('url')) endpoint.url = params.needText('url')
  if (params.has('enabled_events')) endpoint.enabled_events = params.texts('enabled_events')
  if (params.has('description')) endpoint.description = params.text('description')
  if (params.has('disabled')) endpoint.status = params.flag('disabled') ? 'disabled' : 'enabled'
  endpoint.metadata = params.metadata(endpoint.metadata)
  return endpoint
}

function deleteEndpoint(call: Call): object {
  const endpoint = need(call.world.endpoints, 'webhook endpoint', first(call))
  call.world.endpoints.delete(endpoint.id)
  return { id: endpoint.id, object: 'webhook_endpoint', deleted: true }
}

const path = '/v1/webhook_endpoints'
const fields = ['description', 'enabled_events', 'metadata', 'url'] as const
export const endpointRoutes = [
  route('POST', path, [...fields, 'api_version', 'connect'], createEndpoint),
  route('GET', path, listFields, (call) =>
    page(path, newestFirst(call.world.endpoints.values()), call.params),
  ),
  route('GET', `${path}/:id`, [], (call) =>
    need(call.world.endpoints, 'webhook endpoint', first(call)),
  ),
  route('POST', `${path}/:id`, [...fields, 'disabled'], updateEndpoint),
  route('DELETE', `${path}/:id`, [], deleteEndpoint),
]
