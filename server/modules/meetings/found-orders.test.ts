import { afterAll, beforeAll, setDefaultTimeout, test } from 'bun:test'
import { walk } from './test/walk.ts'
import { type Action, openPlace, type WalkingPlace } from './test/walking-place.ts'

setDefaultTimeout(60_000)

let place: WalkingPlace
beforeAll(async () => {
  place = await openPlace('orders')
})
afterAll(() => place.close())

const done: Action = { do: 'work', how: 'done' }
const killed: Action = { do: 'work', how: 'killed' }
const bring = (file: 'sound' | 'damaged' | 'text' = 'sound'): Action[] => [
  { do: 'upload', file },
  { do: 'send' },
  { do: 'complete' },
]
/** A recording whose result is in review. */
const reviewed: Action[] = [...bring(), done, done, done]
const cancel: Action = { do: 'cancel' }
const retry: Action = { do: 'retry' }

test.each([
  [
    'retry after a cancelled replacement transcribes the new recording',
    [...reviewed, ...bring(), done, killed, cancel, retry, done],
  ],
  [
    'retry after a replacement was cancelled before its check checks it',
    [...reviewed, ...bring(), cancel, retry],
  ],
  ['a damaged replacement leaves the result in review', [...reviewed, ...bring('damaged'), done]],
  [
    'a damaged replacement leaves a waiting recording waiting',
    [...bring(), done, { do: 'work', how: 'no provider' }, ...bring('damaged'), done],
  ],
  ['a file that is no recording leaves the result in review', [...reviewed, ...bring('text')]],
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
    'an abandoned upload leaves a failed meeting its retry',
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
    'cancelling a recording keeps the transcript that it was to replace',
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
    'discarding after two replacements goes back to the result',
    [...reviewed, ...bring(), cancel, ...bring(), cancel, { do: 'discard' }],
  ],
  [
    'a recording that cannot be used is offered no other try, and takes none',
    [...bring('damaged'), done, retry, { do: 'process' }],
  ],
  [
    'whoever took part comes from the transcript that is shown',
    [
      { do: 'import', file: 'talk' },
      { do: 'work', how: 'fails' },
      { do: 'import', file: 'talk' },
    ],
  ],
  [
    'a transcript that is discarded leaves nobody behind who took part',
    [...reviewed, { do: 'import', file: 'talk' }, { do: 'discard' }],
  ],
  [
    'completing an upload of which nothing arrived leaves it open and the result in review',
    [
      ...reviewed,
      { do: 'upload', file: 'sound' },
      { do: 'complete' },
      { do: 'send' },
      { do: 'complete' },
    ],
  ],
] as [string, Action[]][])('%s', (_, order) => walk(place, order))
