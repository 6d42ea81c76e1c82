import { afterAll, beforeAll, setDefaultTimeout, test } from 'bun:test'
import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  oneof,
} from 'fast-check'
import { walk } from './test/walk.ts'
import { type Action, openPlace, type WalkingPlace, type WhoAction } from './test/walking-place.ts'

setDefaultTimeout(3_600_000)

/** More of them by `AAM_WALKS`; the message of a failure has the seed, for `AAM_WALK_SEED`. */
const numRuns = Number(process.env['AAM_WALKS'] ?? 6)
const seed = process.env['AAM_WALK_SEED'] ? Number(process.env['AAM_WALK_SEED']) : undefined

let place: WalkingPlace
beforeAll(async () => {
  place = await openPlace('walks')
})
afterAll(() => place.close())

const one = (action: Action): Arbitrary<Action[]> => constant([action])
const upload = constantFrom('sound' as const, 'damaged' as const, 'text' as const)

/** Steps that people take together, and single ones at any time. */
const steps: Arbitrary<Action[]> = oneof(
  { arbitrary: upload.map((file): Action[] => [{ do: 'upload', file }]), weight: 2 },
  {
    arbitrary: upload.map((file): Action[] => [
      { do: 'upload', file },
      { do: 'send' },
      { do: 'complete' },
    ]),
    weight: 6,
  },
  { arbitrary: one({ do: 'send' }), weight: 1 },
  { arbitrary: one({ do: 'complete' }), weight: 2 },
  { arbitrary: one({ do: 'abort' }), weight: 1 },
  { arbitrary: one({ do: 'expire' }), weight: 1 },
  { arbitrary: one({ do: 'cancel' }), weight: 4 },
  { arbitrary: one({ do: 'retry' }), weight: 3 },
  { arbitrary: one({ do: 'process' }), weight: 1 },
  { arbitrary: one({ do: 'discard' }), weight: 2 },
  { arbitrary: one({ do: 'accept' }), weight: 1 },
  { arbitrary: one({ do: 'reopen' }), weight: 1 },
  { arbitrary: one({ do: 'import', file: 'talk' }), weight: 3 },
  { arbitrary: one({ do: 'import', file: 'empty' }), weight: 1 },
  { arbitrary: one({ do: 'rerun' }), weight: 1 },
  { arbitrary: one({ do: 'adopt' }), weight: 1 },
  { arbitrary: one({ do: 'delete' }), weight: 1 },
  { arbitrary: one({ do: 'release' }), weight: 2 },
  {
    arbitrary: constantFrom<WhoAction>(
      { do: 'name', as: 'new' },
      { do: 'name', as: 'other' },
      { do: 'name', as: 'person' },
      { do: 'merge' },
      { do: 'give', to: 'other' },
      { do: 'give', to: 'stranger' },
      { do: 'give', to: 'nobody' },
      { do: 'person', how: 'renamed' },
      { do: 'person', how: 'deleted' },
      { do: 'type' },
    ).map((action): Action[] => [action]),
    weight: 9,
  },
  {
    arbitrary: constantFrom(
      'done',
      'done',
      'done',
      'fails',
      'waits',
      'killed',
      'held',
      'no provider',
    ).map((how): Action[] => [{ do: 'work', how } as Action]),
    weight: 14,
  },
  {
    arbitrary: constantFrom('ingest', 'transcribe', 'analyse').map((job): Action[] => [
      { do: 'stale', job } as Action,
    ]),
    weight: 1,
  },
)

test('whatever order things happen in, what is shown belongs together and there is a way on', async () => {
  await assert(
    asyncProperty(array(steps, { minLength: 4, maxLength: 14 }), boolean(), (order, keepsResult) =>
      walk(place, order.flat(), { keepsResult }),
    ),
    { numRuns, ...(seed === undefined ? {} : { seed }), interruptAfterTimeLimit: 600_000 },
  )
})
