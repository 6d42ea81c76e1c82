import { keptAtMost, textsToDrop } from './kept-text-room.ts'
import { me } from './auth-state.ts'

/** A field as it was when its form was opened, and what was typed there since. */
export interface KeptField {
  base: string
  typed: string
}

export interface KeptText {
  /** When it was kept, in milliseconds since 1970: the oldest make room for new ones. */
  at: number
  /** The form was still open: it is opened again by itself. */
  isOpen: boolean
  fields: Record<string, KeptField>
}

const prefix = 'aam.text.'
/** Counts sign-outs: a form that closes because of one must not keep again what was just forgotten. */
let forgotten = 0
/** Everybody's own, in each organisation: a shared machine shows nobody what another typed. */
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
    /** False where it is too long to be kept, or the browser keeps nothing. */
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
        // Nothing was kept either.
      }
    },
  }
}

/** The places below `start` whose form was open when the page went away, the newest first. */
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

/** Nothing that somebody typed stays behind once they have signed out. */
export function forgetKeptText(): void {
  forgotten += 1
  try {
    for (const key of keysWith(ownPrefix())) localStorage.removeItem(key)
  } catch {
    // Nothing was kept either.
  }
}
