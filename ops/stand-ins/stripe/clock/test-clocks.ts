import { copyOf } from '../wire/copy.ts'
import { Agenda } from './agenda.ts'
import { addIntervals, day, type Interval } from './calendar.ts'
import { invalid } from '../wire/fault.ts'
import { listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { TestClock } from '../wire/types.ts'
import { need, type World } from '../world.ts'

function createClock({ world, params }: Call): TestClock {
  params.needText('frozen_time')
  const frozen_time = params.integer('frozen_time') ?? 0
  const created = world.clock.now()
  const clock: TestClock = {
    id: world.id('clock', 24),
    object: 'test_helpers.test_clock',
    created,
    deletes_after: created + 30 * day,
    frozen_time,
    livemode: false,
    name: params.text('name'),
    status: 'ready',
    status_details: {},
  }
  world.testClocks.set(clock.id, clock)
  world.clocks.set(clock.id, new Agenda(() => clock.frozen_time))
  world.emit('test_helpers.test_clock.created', clock)
  return clock
}

/** The latest time to which Stripe lets a test clock advance: two periods of its shortest subscription. */
function latest(world: World, clock: TestClock): number {
  const ends = [...world.subscriptions.values()]
    .filter(({ wire }) => wire.test_clock === clock.id && wire.ended_at === null)
    .flatMap(({ wire }) => wire.items.data)
    .map(({ price: { recurring } }) =>
      addIntervals(
        clock.frozen_time,
        (recurring?.interval ?? 'month') as Interval,
        2 * (recurring?.interval_count ?? 1),
      ),
    )
  return Math.min(addIntervals(clock.frozen_time, 'year', 2), ...ends)
}

function advance(call: Call): TestClock {
  const { world, params } = call
  const clock = need(world.testClocks, 'test clock', first(call))
  params.needText('frozen_time')
  const to = params.integer('frozen_time') ?? 0
  if (clock.status !== 'ready') throw invalid('The test clock is still advancing.')
  if (to <= clock.frozen_time)
    throw invalid('You can only advance a test clock forward.', 'frozen_time')
  if (to > latest(world, clock)) {
    throw invalid(
      'A test clock can be advanced by at most two intervals of its shortest subscription, or two years without one.',
      'frozen_time',
    )
  }
  clock.status = 'advancing'
  clock.status_details = { advancing: { target_frozen_time: to } }
  world.emit('test_helpers.test_clock.advancing', clock)
  // The response says `advancing`; the work follows it.
  setTimeout(() => {
    if (!world.testClocks.has(clock.id)) return
    world.clocks.get(clock.id)?.runUntil(to)
    clock.frozen_time = to
    clock.status = 'ready'
    clock.status_details = {}
    world.emit('test_helpers.test_clock.ready', clock)
  }, 1)
  return copyOf(clock)
}

/** Deletes a clock with everything that belongs to it; its subscriptions end. */
function deleteClock(call: Call): object {
  const { world } = call
  const clock = need(world.testClocks, 'test clock', first(call))
  for (const customer of world.customers.values()) {
    if (customer.test_clock !== clock.id) continue
    for (const [id, { wire }] of world.subscriptions) {
      if (wire.customer === customer.id) world.subscriptions.delete(id)
    }
    world.customers.delete(customer.id)
  }
  world.testClocks.delete(clock.id)
  world.clocks.delete(clock.id)
  world.emit('test_helpers.test_clock.deleted', clock)
  return { id: clock.id, object: 'test_helpers.test_clock', deleted: true }
}

const path = '/v1/test_helpers/test_clocks'
export const testClockRoutes = [
  route('POST', path, ['frozen_time', 'name'], createClock),
  route('GET', path, listFields, (call) =>
    page(path, newestFirst(call.world.testClocks.values()), call.params),
  ),
  route('GET', `${path}/:id`, [], (call) => need(call.world.testClocks, 'test clock', first(call))),
  route('POST', `${path}/:id/advance`, ['frozen_time'], advance),
  route('DELETE', `${path}/:id`, [], deleteClock),
]
