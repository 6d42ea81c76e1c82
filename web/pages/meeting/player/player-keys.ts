import { bindKeys } from '../../../lib/keys/bindings.ts'

/** How far the arrow keys go. */
export const stepMs = 5_000

export function bindPlayerKeys(player: {
  isReady: () => boolean
  toggle: () => void
  skip: (ms: number) => void
}): void {
  bindKeys(() =>
    player.isReady()
      ? [
          { chord: 'Space', label: 'keys.play', run: player.toggle, yieldsToControls: true },
          {
            chord: 'ArrowLeft',
            label: 'keys.back',
            run: () => player.skip(-stepMs),
            yieldsToControls: true,
          },
          {
            chord: 'ArrowRight',
            label: 'keys.forward',
            run: () => player.skip(stepMs),
            yieldsToControls: true,
          },
        ]
      : [],
  )
}
