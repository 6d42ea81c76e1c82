import { createContext, useContext } from 'solid-js'
import { useMeeting } from '../meeting-context.ts'
import type { Player } from '../player/player.ts'
import type { Review } from '../review/review.ts'

/** What items need of the page that they stand on. */
export interface ItemsParts {
  review: Review
  player: Pick<Player, 'isReady' | 'isPlayingEvidence'>
  /** What found them: extractive, or a model. */
  provider: () => string | undefined
  /** Nothing is decided here, as where a scenario is tried: no ticks, and quotes open in place. */
  isOnlyLookedAt: boolean
}

/** Given where items stand outside of their meeting. */
export const ItemsContext = createContext<ItemsParts>()

export function useItems(): ItemsParts {
  const given = useContext(ItemsContext)
  if (given) return given
  const { review, player, store } = useMeeting()
  return {
    review,
    player,
    provider: () => store.state.artifact?.run?.provider,
    isOnlyLookedAt: false,
  }
}
