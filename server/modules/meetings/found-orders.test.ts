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
    'a replacement that is cancelled while it is transcribed',
    [...reviewed, ...bring(), done, killed, cancel, retry, done],
  ],
  [
    'a replacement that is cancelled before it is looked into',
    [...reviewed, ...bring(), cancel, retry],
  ],
  ['a replacement that is damaged, beside a result', [...reviewed, ...bring('damaged'), done]],
  [
    'a replacement that is damaged, while a recording waits for a provider',
    [...bring(), done, { do: 'work', how: 'no provider' }, ...bring('damaged'), done],
  ],
  ['a replacement that is no recording', [...reviewed, ...bring('text')]],
  [
    'an upload that is given up while a recording waits',
    [
      ...bring(),
      done,
      { do: 'work', how: 'no provider' },
      { do: 'upload', file: 'sound' },
      { do: 'abort' },
    ],
  ],
  [
    'an upload that nobody goes on with, after a failure',
    [
      ...bring(),
      done,
      { do: 'work', how: 'fails' },
      { do: 'upload', file: 'sound' },
      { do: 'expire' },
    ],
  ],
  [
    'a cancel during the first upload',
    [{ do: 'upload', file: 'sound' }, { do: 'send' }, cancel, { do: 'complete' }],
  ],
  [
    'a result whose recording was replaced, adopted again',
    [...reviewed, ...bring(), done, done, done, { do: 'adopt' }],
  ],
  [
    'a recording over a transcript that was brought after another one',
    [...bring(), { do: 'cancel' }, { do: 'import', file: 'talk' }, done, ...bring(), cancel],
  ],
  [
    'a replacement that is discarded while it is worked on',
    [
      ...reviewed,
      ...bring(),
      done,
      { do: 'work', how: 'held' },
      { do: 'discard' },
      { do: 'release' },
    ],
  ],
] as [string, Action[]][])('%s', (_, order) => walk(place, order))
