import Fullscreen from 'lucide-solid/icons/expand'
import Maximize from 'lucide-solid/icons/maximize-2'
import Minimize from 'lucide-solid/icons/minimize-2'
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { bindKeys } from '../../../lib/keys/bindings.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import { useMeeting } from '../meeting-context.ts'

/** Small above the wave; on demand as large as the document beside it, or the whole screen. */
export function VideoFrame(): JSX.Element {
  const { player } = useMeeting()
  let video: HTMLVideoElement | undefined
  const [isLarge, setLarge] = createSignal(false)
  const [isFull, setFull] = createSignal(false)
  const follow = (): void => {
    setFull(document.fullscreenElement === video)
  }
  onMount(() => document.addEventListener('fullscreenchange', follow))
  onCleanup(() => document.removeEventListener('fullscreenchange', follow))
  bindKeys(() =>
    isLarge()
      ? [{ chord: 'Escape', label: 'player.smaller', run: () => setLarge(false), keyOnly: true }]
      : [],
  )
  return (
    <div class="video" classList={{ 'video-large': isLarge() }}>
      <video
        ref={(element) => {
          video = element
          player.playback.attach(element)
        }}
        playsinline
        preload="metadata"
        controls={isFull()}
        aria-label={t('player.video')}
        onClick={() => !isFull() && player.toggle()}
      />
      <span class="video-buttons">
        <Show when={isLarge() && document.fullscreenEnabled}>
          <IconButton
            label={t('player.fullScreen')}
            onClick={() => void video?.requestFullscreen()}
          >
            <Fullscreen />
          </IconButton>
        </Show>
        <IconButton
          label={t(isLarge() ? 'player.smaller' : 'player.larger')}
          aria-pressed={isLarge()}
          onClick={() => setLarge(!isLarge())}
        >
          <Show when={isLarge()} fallback={<Maximize />}>
            <Minimize />
          </Show>
        </IconButton>
      </span>
    </div>
  )
}
