import { createSignal, onCleanup } from 'solid-js'
import type { SlugView } from '../../../server/modules/identity/sign-up/contract.ts'
import { checkAddress } from '../../api/sign-up.ts'

const pauseMs = 300

export interface AddressState {
  slug: () => string
  look: () => SlugView | undefined
  looking: () => boolean
  /** Takes an address that the person chose; the name proposes none from then on. */
  type(slug: string): void
  /** Proposes an address from the organisation's name. */
  name(name: string): void
}

/** Checks an address once typing pauses, and ignores answers about earlier ones. */
export function createAddress(): AddressState {
  const [slug, setSlug] = createSignal('')
  const [look, setLook] = createSignal<SlugView>()
  const [looking, setLooking] = createSignal(false)
  let isOwn = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0
  onCleanup(() => clearTimeout(timer))
  const lookAt = async (query: { name?: string; slug?: string }, turn: number): Promise<void> => {
    // Signing up checks the address again and shows what is wrong.
    const found = await checkAddress(query).catch(() => undefined)
    if (turn !== latest) return
    setLooking(false)
    setLook(found)
    if (found && query.name !== undefined) setSlug(found.slug)
  }
  const ask = (query: { name?: string; slug?: string }): void => {
    clearTimeout(timer)
    const turn = ++latest
    setLook()
    if (!(query.name ?? query.slug ?? '').trim()) {
      setLooking(false)
      return
    }
    setLooking(true)
    timer = setTimeout(() => void lookAt(query, turn), pauseMs)
  }
  return {
    slug,
    look,
    looking,
    type(typed) {
      isOwn = typed !== ''
      setSlug(typed.toLowerCase())
      ask({ slug: typed })
    },
    name(name) {
      if (!isOwn) ask({ name })
    },
  }
}
