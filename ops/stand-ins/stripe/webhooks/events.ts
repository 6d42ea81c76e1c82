import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import { need } from '../world.ts'

function listEvents({ world, params }: Call): object {
  const types = [...params.texts('types'), ...params.texts('type')]
  const isWanted = (type: string): boolean =>
    types.length === 0 ||
    types.some((it) => it === type || (it.endsWith('.*') && type.startsWith(it.slice(0, -1))))
  const all = newestFirst(world.events.values()).filter(({ type }) => isWanted(type))
  return page('/v1/events', createdWithin(all, params), params)
}

/** Thin events, newest first; this stand-in has all of them on one page. */
function listThinEvents({ world, params }: Call): object {
  const objectId = params.text('object_id')
  const types = params.texts('types')
  const data = newestFirst(world.thinEvents.values()).filter(
    (it) =>
      (!objectId || it.related_object?.id === objectId) &&
      (types.length === 0 || types.includes(it.type)),
  )
  return { data, next_page_url: null, previous_page_url: null }
}

export const eventRoutes = [
  route('GET', '/v2/core/events', ['limit', 'object_id', 'types', 'created'], listThinEvents),
  route(
    'GET',
    '/v1/events',
    [...listFields, 'created', 'type', 'types', 'delivery_success'],
    listEvents,
  ),
  route('GET', '/v1/events/:id', [], (call) => need(call.world.events, 'event', first(call))),
  route('GET', '/v2/core/events/:id', [], (call) =>
    need(call.world.thinEvents, 'event', first(call)),
  ),
]
