import { describe, expect, test } from 'bun:test'
import {
  initialPlayback,
  placeMs,
  type PlaybackCommand,
  type PlaybackEvent,
  type PlaybackState,
  reducePlayback,
} from './playback-state.ts'

interface Row {
  title: string
  from?: Partial<PlaybackState>
  event: PlaybackEvent
  changes?: Partial<PlaybackState>
  commands?: PlaybackCommand[]
}

const seekTo = (ms: number, more: Partial<Extract<PlaybackEvent, { is: 'seek-asked' }>> = {}) =>
  ({
    is: 'seek-asked',
    ms,
    durationMs: 60_000,
    canSeek: true,
    needsAddress: false,
    ...more,
  }) as const

const rows: Row[] = [
  {
    title: 'starts a recording that has an address',
    event: { is: 'play-asked', needsAddress: false },
    changes: { wantsPlay: true },
    commands: [{ do: 'begin-wait' }, { do: 'start' }],
  },
  {
    title: 'asks for an address before it starts, and counts renewals anew',
    from: { renewals: 2 },
    event: { is: 'play-asked', needsAddress: true },
    changes: { wantsPlay: true, renewals: 0 },
    commands: [{ do: 'renew-address' }],
  },
  {
    title: 'pauses the element and ends the wait when the listener stops it',
    from: { wantsPlay: true, isPlaying: true },
    event: { is: 'stopped' },
    changes: { wantsPlay: false, isPlaying: false },
    commands: [{ do: 'end-wait' }, { do: 'pause' }],
  },
  {
    title: 'seeks within the recording',
    event: seekTo(5_000),
    changes: { timeMs: 5_000 },
    commands: [{ do: 'seek', ms: 5_000 }],
  },
  {
    title: 'keeps a seek before the beginning at the beginning',
    from: { timeMs: 3_000 },
    event: seekTo(-2_000),
    changes: { timeMs: 0 },
    commands: [{ do: 'seek', ms: 0 }],
  },
  {
    title: 'keeps a seek behind the end at the end',
    event: seekTo(99_000),
    changes: { timeMs: 60_000 },
    commands: [{ do: 'seek', ms: 60_000 }],
  },
  {
    title: 'does not limit a seek while the length is unknown',
    event: seekTo(99_000, { durationMs: 0 }),
    changes: { timeMs: 99_000 },
    commands: [{ do: 'seek', ms: 99_000 }],
  },
  {
    title: 'remembers a seek that the element cannot do yet',
    event: seekTo(5_000, { canSeek: false }),
    changes: { timeMs: 5_000, pendingMs: 5_000 },
  },
  {
    title: 'renews an expired address before it seeks',
    event: seekTo(5_000, { needsAddress: true }),
    changes: { timeMs: 5_000, pendingMs: 5_000 },
    commands: [{ do: 'renew-address' }],
  },
  {
    title: 'loads an address without playing it',
    event: { is: 'loading', url: '/a', atMs: 4_000 },
    changes: { pendingMs: 4_000 },
    commands: [{ do: 'load', url: '/a' }],
  },
  {
    title: 'plays on once an address is loaded that the listener waits for',
    from: { wantsPlay: true },
    event: { is: 'loading', url: '/a', atMs: 4_000 },
    changes: { pendingMs: 4_000 },
    commands: [{ do: 'load', url: '/a' }, { do: 'start' }],
  },
  {
    title: 'keeps the place for the copy of the sound, and counts renewals anew',
    from: { renewals: 2 },
    event: { is: 'fell-back', atMs: 4_000 },
    changes: { renewals: 0, pendingMs: 4_000 },
  },
  {
    title: 'goes to the remembered place when the element can seek',
    from: { pendingMs: 4_000 },
    event: { is: 'metadata', lengthMs: 61_000 },
    changes: { lengthMs: 61_000, pendingMs: undefined },
    commands: [{ do: 'seek', ms: 4_000 }],
  },
  {
    title: 'keeps the known length where the element reports none',
    from: { lengthMs: 61_000 },
    event: { is: 'metadata', lengthMs: Number.POSITIVE_INFINITY },
  },
  {
    title: 'follows the time of the element',
    event: { is: 'ticked', ms: 250 },
    changes: { timeMs: 250 },
  },
  {
    title: 'ignores the time of the element while it goes elsewhere',
    from: { timeMs: 9_000, pendingMs: 9_000 },
    event: { is: 'ticked', ms: 0 },
  },
  {
    title: 'keeps counting renewals close to where it broke',
    from: { renewals: 1, brokeAtMs: 5_000 },
    event: { is: 'ticked', ms: 5_900 },
    changes: { timeMs: 5_900 },
  },
  {
    title: 'counts renewals anew once it has played on',
    from: { renewals: 1, brokeAtMs: 5_000 },
    event: { is: 'ticked', ms: 6_100 },
    changes: { timeMs: 6_100, renewals: 0 },
  },
  {
    title: 'ends the wait when it plays',
    from: { wantsPlay: true },
    event: { is: 'playing' },
    changes: { isPlaying: true },
    commands: [{ do: 'end-wait' }],
  },
  {
    title: 'stays playing when a change of source pauses the element',
    from: { wantsPlay: true, isPlaying: true },
    event: { is: 'paused', isEnded: false },
  },
  {
    title: 'is paused when the element was paused from outside',
    from: { isPlaying: true },
    event: { is: 'paused', isEnded: false },
    changes: { isPlaying: false },
  },
  {
    title: 'is paused at the end',
    from: { wantsPlay: true, isPlaying: true },
    event: { is: 'paused', isEnded: true },
    changes: { isPlaying: false },
  },
  {
    title: 'does not want to play on after the end',
    from: { wantsPlay: true, isPlaying: true },
    event: { is: 'ended' },
    changes: { wantsPlay: false, isPlaying: false },
  },
  { title: 'waits for data', event: { is: 'waiting' }, commands: [{ do: 'begin-wait' }] },
  {
    title: 'waits when the network stalls',
    from: { wantsPlay: true },
    event: { is: 'stalled', hasData: false },
    commands: [{ do: 'begin-wait' }],
  },
  {
    title: 'does not wait for a stalled network while there is data',
    from: { wantsPlay: true },
    event: { is: 'stalled', hasData: true },
  },
  {
    title: 'does not wait for a stalled network when nobody listens',
    event: { is: 'stalled', hasData: false },
  },
  {
    title: 'ends the wait when data is there',
    event: { is: 'ready' },
    commands: [{ do: 'end-wait' }],
  },
  {
    title: 'renews the address where the recording broke',
    from: { timeMs: 7_000, renewals: 1 },
    event: { is: 'broke', isDamaged: false },
    changes: { renewals: 2, brokeAtMs: 7_000 },
    commands: [{ do: 'renew-address' }],
  },
  {
    title: 'looks for the reason after too many renewals',
    from: { renewals: 2 },
    event: { is: 'broke', isDamaged: false },
    commands: [{ do: 'diagnose' }],
  },
  {
    title: 'looks for the reason at once when the data is damaged',
    event: { is: 'broke', isDamaged: true },
    commands: [{ do: 'diagnose' }],
  },
]

describe('reducePlayback', () => {
  for (const { title, from = {}, event, changes = {}, commands = [] } of rows) {
    test(title, () => {
      const before = { ...initialPlayback, ...from }
      const step = reducePlayback(before, event)
      expect(step.state).toEqual({ ...before, ...changes })
      expect([...step.commands]).toEqual(commands)
    })
  }

  test('is where it will go while it cannot be there yet', () => {
    const { state } = reducePlayback(initialPlayback, seekTo(5_000, { canSeek: false }))
    expect(placeMs(state)).toBe(5_000)
    expect(placeMs(reducePlayback(state, { is: 'metadata', lengthMs: 60_000 }).state)).toBe(5_000)
  })
})
