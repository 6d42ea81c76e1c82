import { onCleanup, onMount } from 'solid-js'
import { type Key, t } from '../../i18n/index.ts'
import { type ChordState, noChord, readChord } from './chord.ts'

export interface Binding {
  chord: string
  label: Key
  run: () => void
  /** Hidden from the commands, because it only makes sense as a key. */
  keyOnly?: boolean
  /** Left to a button, tab or slider that has the focus and uses the key itself. */
  yieldsToControls?: boolean
}

const active: (() => readonly Binding[])[] = []
let state: ChordState = noChord

/** The active bindings; later ones take precedence. */
export const bindings = (): Binding[] => active.toReversed().flatMap((list) => list())

/** Binds keys for as long as the calling component lives. */
export function bindKeys(list: () => readonly Binding[]): void {
  onMount(() => active.push(list))
  onCleanup(() => {
    const at = active.indexOf(list)
    if (at >= 0) active.splice(at, 1)
  })
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(?:checkbox|radio|button)$/.test(target.type))

const arrowUsers =
  '[role="slider"], [role="tab"], [role="radio"], [role="option"], input, select, video'
const spaceUsers = `${arrowUsers}, button, a[href], summary, [role="button"], [role="checkbox"]`

function usesKey(target: EventTarget | null, chord: string): boolean {
  return target instanceof Element && target.matches(chord === 'Space' ? spaceUsers : arrowUsers)
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  // A dialog or an open menu handles its own keys.
  if (document.querySelector('dialog[open], [role="menu"]')) return
  const now = bindings()
  const { state: next, chord } = readChord(
    state,
    {
      key: event.key,
      code: event.code,
      shift: event.shiftKey,
      mod: event.ctrlKey || event.metaKey,
      alt: event.altKey,
      inField: isField(event.target),
    },
    new Set(now.map((binding) => binding.chord)),
  )
  state = next
  const found = chord === undefined ? undefined : now.find((binding) => binding.chord === chord)
  if (!found || (found.yieldsToControls && usesKey(event.target, found.chord))) return
  event.preventDefault()
  found.run()
}

export function listenForKeys(): void {
  onMount(() => document.addEventListener('keydown', onKeyDown))
  onCleanup(() => document.removeEventListener('keydown', onKeyDown))
}

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

const signs: Record<string, string> = { Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→' }

/** Formats `mod+k` as it is labelled on this keyboard. */
export const formatChord = (chord: string): string =>
  chord === 'Space'
    ? t('keys.space')
    : (signs[chord] ??
      chord
        .replace('mod+', isMac() ? '⌘' : 'Ctrl ')
        .replace(/k$/, (key) => (chord.startsWith('mod+') ? key.toUpperCase() : key)))
