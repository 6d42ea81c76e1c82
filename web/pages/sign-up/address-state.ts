import { createSignal, onCleanup } from 'solid-js'
import type { SlugView } from '../../../server/modules/identity/sign-up/contract.ts'
import { checkAddress } from '../../api/sign-up.ts'

const pauseMs = 300

export interface AddressState {
  slug: () => string
  look: () => SlugView | undefined
  looking: () => boolean
  /** The person chose one: the name proposes no more. */
  type(slug: string): void
  /** The organisation is called so: an address is proposed from it. */
  name(name: string): void
}

/** Looks at an address once typing pauses; what arrives for an earlier one is thrown away. */
export function createAddress(): AddressState {
  const [slug, setSlug] = createSignal('')
  const [look, setLook] = createSignal<SlugView>()
  const [looking, setLooking] = createSignal(false)
  let isOwn = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0
  onCleanup(() => clearTimeout(timer))
  const lookAt = async (query: { name?: string; slug?: string }, turn: number): Promise<void> => {
    // Signing up asks again, and tells what is wrong.
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
