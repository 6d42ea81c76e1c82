import { createEffect, createSignal, on, onCleanup, onMount } from 'solid-js'
import { useMeeting } from '../meeting-context.ts'

/** A scroll this soon after a wheel, touch or key is the reader's own. */
const ownScrollMs = 900
const scrollKeys = /^(?:Arrow(?:Up|Down)|Page(?:Up|Down)|Home|End)$/
/** A row that starts within this part of the pane is left where it is. */
const comfort = { from: 0.04, to: 0.72 }
const restAt = 0.3

/** What a person is about to do in the transcript must not be scrolled away under the pointer. */
const isBusy = (): boolean =>
  document.querySelector('dialog[open], [role="menu"]') !== null ||
  document.getSelection()?.type === 'Range'

interface FollowOptions {
  pane: () => HTMLElement | undefined
  findRow: (row: number) => HTMLElement | null
  /** For rows that are not drawn yet. */
  jumpTo: (row: number) => void
  /** The row of what is being said; below 0 where nobody knows. */
  spokenRow: () => number
}

/** Keeps what is being said in view, until the reader scrolls away from it. */
export function createFollow({ pane, findRow, jumpTo, spokenRow }: FollowOptions) {
  const { player, pane: shownPane } = useMeeting()
  const [isFollowing, setFollowing] = createSignal(true)
  let ownUntilMs = 0

  const placeOf = (row: number): number | undefined => {
    const box = pane()?.getBoundingClientRect()
    const found = findRow(row)?.getBoundingClientRect()
    return box && found && box.height > 0 ? (found.top - box.top) / box.height : undefined
  }
  const bring = (row: number): void => {
    const box = pane()
    if (!box || box.clientHeight === 0 || row < 0) return
    const place = placeOf(row)
    if (place === undefined) jumpTo(row)
    else if (place < comfort.from || place > comfort.to) {
      const isNear = Math.abs(place) < 2
      box.scrollBy({
        top: (place - restAt) * box.clientHeight,
        behavior:
          isNear && !matchMedia('(prefers-reduced-motion: reduce)').matches ? 'smooth' : 'auto',
      })
    }
  }
  const follow = (): void => {
    setFollowing(true)
    bring(spokenRow())
  }

  createEffect(
    on(
      spokenRow,
      (row) => {
        if (isFollowing() && player.playback.isPlaying() && !isBusy()) bring(row)
      },
      { defer: true },
    ),
  )
  createEffect(on(player.jumps, follow, { defer: true }))
  createEffect(
    on(
      shownPane,
      (shown) => {
        if (shown === 'transcript' && isFollowing() && player.playback.isPlaying()) {
          requestAnimationFrame(() => bring(spokenRow()))
        }
      },
      { defer: true },
    ),
  )

  const noteOwnScroll = (event: Event): void => {
    if (event instanceof KeyboardEvent && !scrollKeys.test(event.key)) return
    // A press on the pane itself is one on its scroll bar.
    if (event.type === 'pointerdown' && event.target !== pane()) return
    ownUntilMs = performance.now() + ownScrollMs
  }
  const onScroll = (): void => {
    const row = spokenRow()
    if (row < 0 || performance.now() > ownUntilMs) return
    const place = placeOf(row)
    setFollowing(place !== undefined && place > -0.1 && place < 0.95)
  }
  onMount(() => {
    const box = pane()
    if (!box) return
    const owns = ['wheel', 'touchmove', 'keydown', 'pointerdown']
    for (const name of owns) box.addEventListener(name, noteOwnScroll, { passive: true })
    box.addEventListener('scroll', onScroll, { passive: true })
    onCleanup(() => {
      for (const name of owns) box.removeEventListener(name, noteOwnScroll)
      box.removeEventListener('scroll', onScroll)
    })
  })

  return {
    isAway: (): boolean => !isFollowing() && spokenRow() >= 0,
    follow,
    /** Stops following, as after a search. */
    leave: (): void => {
      setFollowing(false)
    },
  }
}
