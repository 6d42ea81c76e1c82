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
import {
  type Action,
  openWalkEnvironment,
  type WalkEnvironment,
  type PeopleAction,
} from './test/walk-environment.ts'

setDefaultTimeout(3_600_000)

/** `AAM_WALKS` sets the number of walks. A failure prints its seed; pass it as `AAM_WALK_SEED` to repeat the walk. */
const numRuns = Number(process.env['AAM_WALKS'] ?? 6)
const seed = process.env['AAM_WALK_SEED'] ? Number(process.env['AAM_WALK_SEED']) : undefined

let env: WalkEnvironment
beforeAll(async () => {
  env = await openWalkEnvironment('walks')
})
afterAll(() => env.close())

const one = (action: Action): Arbitrary<Action[]> => constant([action])
const upload = constantFrom('sound' as const, 'damaged' as const, 'text' as const)

/** Typical sequences of steps, and single steps at any time. */
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
    arbitrary: constantFrom<PeopleAction>(
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

test('keeps the shown content consistent and always offers a next step, in any order of events', async () => {
  await assert(
    asyncProperty(array(steps, { minLength: 4, maxLength: 14 }), boolean(), (order, keepsResult) =>
      walk(env, order.flat(), { keepsResult }),
    ),
    { numRuns, ...(seed === undefined ? {} : { seed }), interruptAfterTimeLimit: 600_000 },
  )
})
