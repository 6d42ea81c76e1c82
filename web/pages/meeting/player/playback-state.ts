/** What is known of the media element and of what the listener wants from it. */
export interface PlaybackState {
  timeMs: number
  /** As the media element reports it. */
  lengthMs: number | undefined
  isPlaying: boolean
  /** What the listener asked for, whatever the network does. */
  wantsPlay: boolean
  /** Where to go once the element can seek. */
  pendingMs: number | undefined
  /** Addresses asked for since it last played well. */
  renewals: number
  brokeAtMs: number
}

export type PlaybackEvent =
  | { is: 'play-asked'; needsAddress: boolean }
  | { is: 'stopped' }
  | { is: 'seek-asked'; ms: number; durationMs: number; canSeek: boolean; needsAddress: boolean }
  | { is: 'loading'; url: string; atMs: number }
  | { is: 'fell-back'; atMs: number }
  | { is: 'metadata'; lengthMs: number }
  | { is: 'ticked'; ms: number }
  | { is: 'playing' }
  | { is: 'paused'; isEnded: boolean }
  | { is: 'ended' }
  | { is: 'waiting' }
  | { is: 'stalled'; hasData: boolean }
  | { is: 'ready' }
  | { is: 'broke'; isDamaged: boolean }

export type PlaybackCommand =
  | { do: 'start' | 'pause' | 'begin-wait' | 'end-wait' | 'renew-address' | 'diagnose' }
  | { do: 'load'; url: string }
  | { do: 'seek'; ms: number }

export interface PlaybackStep {
  state: PlaybackState
  commands: readonly PlaybackCommand[]
}

/** One for an address that expired, one more for a network that failed just then. */
const maxRenewals = 2
/** Playing on this far from where it broke shows that it is mended. */
const progressMs = 1_000

export const initialPlayback: PlaybackState = {
  timeMs: 0,
  lengthMs: undefined,
  isPlaying: false,
  wantsPlay: false,
  pendingMs: undefined,
  renewals: 0,
  brokeAtMs: 0,
}

/** Where the listener is, also while the element is not there yet. */
export const placeMs = ({ pendingMs, timeMs }: PlaybackState): number => pendingMs ?? timeMs

function seek(
  state: PlaybackState,
  { ms, durationMs, canSeek, needsAddress }: Extract<PlaybackEvent, { is: 'seek-asked' }>,
): PlaybackStep {
  const timeMs = Math.max(0, durationMs > 0 ? Math.min(ms, durationMs) : ms)
  if (canSeek && !needsAddress) {
    return { state: { ...state, timeMs }, commands: [{ do: 'seek', ms: timeMs }] }
  }
  return {
    state: { ...state, timeMs, pendingMs: timeMs },
    commands: canSeek ? [{ do: 'renew-address' }] : [],
  }
}

function tick(state: PlaybackState, ms: number): PlaybackStep {
  if (state.pendingMs !== undefined) return { state, commands: [] }
  const isMended = Math.abs(ms - state.brokeAtMs) > progressMs
  return {
    state: { ...state, timeMs: ms, renewals: isMended ? 0 : state.renewals },
    commands: [],
  }
}

function breakOff(state: PlaybackState, isDamaged: boolean): PlaybackStep {
  if (isDamaged || state.renewals >= maxRenewals) return { state, commands: [{ do: 'diagnose' }] }
  return {
    state: { ...state, renewals: state.renewals + 1, brokeAtMs: placeMs(state) },
    commands: [{ do: 'renew-address' }],
  }
}

/** The state after an event, and what to do about it. */
export function reducePlayback(state: PlaybackState, event: PlaybackEvent): PlaybackStep {
  switch (event.is) {
    case 'play-asked':
      return event.needsAddress
        ? {
            state: { ...state, wantsPlay: true, renewals: 0 },
            commands: [{ do: 'renew-address' }],
          }
        : {
            state: { ...state, wantsPlay: true },
            commands: [{ do: 'begin-wait' }, { do: 'start' }],
          }
    case 'stopped':
      return {
        state: { ...state, wantsPlay: false, isPlaying: false },
        commands: [{ do: 'end-wait' }, { do: 'pause' }],
      }
    case 'seek-asked':
      return seek(state, event)
    case 'loading':
      return {
        state: { ...state, pendingMs: event.atMs },
        commands: [
          { do: 'load', url: event.url },
          ...(state.wantsPlay ? [{ do: 'start' } as const] : []),
        ],
      }
    case 'fell-back':
      return { state: { ...state, renewals: 0, pendingMs: event.atMs }, commands: [] }
    case 'metadata':
      return {
        state: {
          ...state,
          lengthMs: Number.isFinite(event.lengthMs) ? event.lengthMs : state.lengthMs,
          pendingMs: undefined,
        },
        commands: state.pendingMs === undefined ? [] : [{ do: 'seek', ms: state.pendingMs }],
      }
    case 'ticked':
      return tick(state, event.ms)
    case 'playing':
      return { state: { ...state, isPlaying: true }, commands: [{ do: 'end-wait' }] }
    case 'paused':
      // A change of source pauses the element, but not the listener.
      return {
        state: !state.wantsPlay || event.isEnded ? { ...state, isPlaying: false } : state,
        commands: [],
      }
    case 'ended':
      return { state: { ...state, wantsPlay: false, isPlaying: false }, commands: [] }
    case 'waiting':
      return { state, commands: [{ do: 'begin-wait' }] }
    case 'stalled':
      return {
        state,
        commands: state.wantsPlay && !event.hasData ? [{ do: 'begin-wait' }] : [],
      }
    case 'ready':
      return { state, commands: [{ do: 'end-wait' }] }
    case 'broke':
      return breakOff(state, event.isDamaged)
  }
}
