export interface KeyPress {
  key: string
  code: string
  shift: boolean
  /** Ctrl or ⌘. */
  mod: boolean
  alt: boolean
  /** The focus is in a text field. */
  inField: boolean
}

export interface ChordState {
  /** The first key of a chord of two, such as `g` of `g m`. */
  pending: string
}

export const noChord: ChordState = { pending: '' }

/** The Latin letter or sign of a key on other layouts too: `о` is where `j` is. */
function plainKey(press: KeyPress): string {
  if (press.key === ' ') return 'Space'
  if (press.key === '.' && press.code === 'Slash') return '/'
  if (press.key === ',' && press.code === 'Slash' && press.shift) return '?'
  if (press.key.length > 1 || press.key < '\u0080')
    return press.key.length > 1 ? press.key : press.key.toLowerCase()
  return /^Key[A-Z]$/.test(press.code) ? press.code.slice(3).toLowerCase() : press.key
}

/**
 * Reads one key press: which chord it completes (`j`, `g m`, `mod+k`, `Escape`), if any, and what
 * is pending afterwards. In fields only chords with Ctrl/⌘ and Escape count.
 */
export function readChord(
  state: ChordState,
  press: KeyPress,
  known: ReadonlySet<string>,
): { state: ChordState; chord?: string } {
  if (press.alt) return { state: noChord }
  const key = plainKey(press)
  // With Shift these select text and scroll backwards.
  if (press.shift && /^(?:Arrow|Space)/.test(key)) return { state: noChord }
  if (press.mod) {
    const chord = `mod+${key}`
    return known.has(chord) ? { state: noChord, chord } : { state: noChord }
  }
  if (press.inField && key !== 'Escape') return { state: noChord }
  const pair = state.pending ? `${state.pending} ${key}` : key
  if (known.has(pair)) return { state: noChord, chord: pair }
  const starts = [...known].some((chord) => chord.startsWith(`${key} `))
  if (starts) return { state: { pending: key } }
  return known.has(key) ? { state: noChord, chord: key } : { state: noChord }
}
