import { keptAtMost, textsToDrop } from './kept-text-room.ts'
import { me } from './auth-state.ts'

/** A field as it was when its form was opened, and what was typed there since. */
export interface KeptField {
  base: string
  typed: string
}

export interface KeptText {
  /** Milliseconds since 1970; the oldest texts are dropped first. */
  at: number
  /** The form was open and reopens by itself. */
  isOpen: boolean
  fields: Record<string, KeptField>
}

const prefix = 'aam.text.'
/** Counts sign-outs, so that a form that closes on sign-out does not store its text again. */
let forgotten = 0
/** Separates people and organisations on a shared machine. */
const ownPrefix = (): string => `${prefix}${me()?.tenant.id ?? ''}.${me()?.user.id ?? ''}.`

function keysWith(start: string): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(start))
}

function read(key: string, shelf: Storage = localStorage): KeptText | undefined {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(key) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return undefined
    const { at, isOpen, fields } = kept as Partial<KeptText>
    if (typeof fields !== 'object' || fields === null) return undefined
    return { at: Number(at) || 0, isOpen: isOpen === true, fields }
  } catch {
    return undefined
  }
}

function makeRoom(): void {
  const texts = keysWith(prefix).map((key) => ({
    key,
    at: read(key)?.at ?? 0,
    chars: localStorage.getItem(key)?.length ?? 0,
  }))
  for (const key of textsToDrop(texts)) localStorage.removeItem(key)
}

/**
 * What somebody typed at a place and has not saved; whose it is stays fixed, whenever the session ends. Of somebody who is
 * not signed in it is kept as long as their tab is open.
 */
export function keptTextAt(place: string) {
  const key = ownPrefix() + place
  const shelf = me() ? localStorage : sessionStorage
  const since = forgotten
  return {
    find: (): KeptText | undefined => read(key, shelf),
    /** Returns false where the text is too long or the browser stores nothing. */
    keep: (text: KeptText): boolean => {
      if (since !== forgotten) return true
      try {
        const written = JSON.stringify(text)
        if (written.length > keptAtMost.chars) return false
        shelf.setItem(key, written)
        makeRoom()
        return true
      } catch {
        return false
      }
    },
    drop: (): void => {
      try {
        shelf.removeItem(key)
      } catch {
        // Without storage nothing was kept.
      }
    },
  }
}

/** Places below `start` whose form was open when the page ended, newest first. */
export function openKeptPlaces(start: string): string[] {
  try {
    const own = ownPrefix() + start
    return keysWith(own)
      .map((key) => ({ place: key.slice(own.length), text: read(key) }))
      .filter(({ text }) => text?.isOpen)
      .toSorted((a, b) => (b.text?.at ?? 0) - (a.text?.at ?? 0))
      .map(({ place }) => place)
  } catch {
    return []
  }
}

export function hasKeptText(): boolean {
  try {
    return keysWith(ownPrefix()).length > 0
  } catch {
    return false
  }
}

/** Deletes what a person typed when they sign out. */
export function forgetKeptText(): void {
  forgotten += 1
  try {
    for (const key of keysWith(ownPrefix())) localStorage.removeItem(key)
  } catch {
    // Without storage nothing was kept.
  }
}
