import { afterAll, beforeAll, setDefaultTimeout, test } from 'bun:test'
import { walk } from './test/walk.ts'
import { type Action, openWalkEnvironment, type WalkEnvironment } from './test/walk-environment.ts'

setDefaultTimeout(60_000)

let env: WalkEnvironment
beforeAll(async () => {
  env = await openWalkEnvironment('orders')
})
afterAll(() => env.close())

const done: Action = { do: 'work', how: 'done' }
const killed: Action = { do: 'work', how: 'killed' }
const bring = (file: 'sound' | 'damaged' | 'text' = 'sound'): Action[] => [
  { do: 'upload', file },
  { do: 'send' },
  { do: 'complete' },
]
const reviewed: Action[] = [...bring(), done, done, done]
const cancel: Action = { do: 'cancel' }
const retry: Action = { do: 'retry' }

test.each([
  [
    'retrying after a cancelled replacement transcribes the new recording',
    [...reviewed, ...bring(), done, killed, cancel, retry, done],
  ],
  [
    'retrying a replacement that was cancelled before its check runs the check',
    [...reviewed, ...bring(), cancel, retry],
  ],
  ['a damaged replacement leaves the result in review', [...reviewed, ...bring('damaged'), done]],
  [
    'a damaged replacement leaves a waiting recording waiting',
    [...bring(), done, { do: 'work', how: 'no provider' }, ...bring('damaged'), done],
  ],
  ['a file that is not a recording leaves the result in review', [...reviewed, ...bring('text')]],
  [
    'cancelling an upload leaves a waiting recording waiting',
    [
      ...bring(),
      done,
      { do: 'work', how: 'no provider' },
      { do: 'upload', file: 'sound' },
      { do: 'abort' },
    ],
  ],
  [
    'a failed meeting can still be retried after an abandoned upload',
    [
      ...bring(),
      done,
      { do: 'work', how: 'fails' },
      { do: 'upload', file: 'sound' },
      { do: 'expire' },
    ],
  ],
  [
    'cancelling the first upload leaves the meeting empty',
    [{ do: 'upload', file: 'sound' }, { do: 'send' }, cancel, { do: 'complete' }],
  ],
  [
    'adopting the result of a replaced recording shows that recording',
    [...reviewed, ...bring(), done, done, done, { do: 'adopt' }],
  ],
  [
    'cancelling a recording keeps the transcript that it would have replaced',
    [...bring(), { do: 'cancel' }, { do: 'import', file: 'talk' }, done, ...bring(), cancel],
  ],
  [
    'discarding a replacement stops the work on it',
    [
      ...reviewed,
      ...bring(),
      done,
      { do: 'work', how: 'held' },
      { do: 'discard' },
      { do: 'release' },
    ],
  ],
  [
    'a recording completed while another one is checked overtakes it',
    [
      { do: 'upload', file: 'sound' },
      { do: 'send' },
      { do: 'upload', file: 'sound' },
      { do: 'send' },
      { do: 'complete' },
      { do: 'complete' },
    ],
  ],
  [
    'discarding after two replacements restores the result',
    [...reviewed, ...bring(), cancel, ...bring(), cancel, { do: 'discard' }],
  ],
  [
    'a recording that cannot be used offers no retry and rejects one',
    [...bring('damaged'), done, retry, { do: 'process' }],
  ],
  [
    'the participants come from the current transcript',
    [
      { do: 'import', file: 'talk' },
      { do: 'work', how: 'fails' },
      { do: 'import', file: 'talk' },
    ],
  ],
  [
    'a discarded transcript leaves no participants behind',
    [...reviewed, { do: 'import', file: 'talk' }, { do: 'discard' }],
  ],
  [
    'completing an upload without any parts leaves it open and the result in review',
    [
      ...reviewed,
      { do: 'upload', file: 'sound' },
      { do: 'complete' },
      { do: 'send' },
      { do: 'complete' },
    ],
  ],
] as [string, Action[]][])('%s', (_, order) => walk(env, order))
