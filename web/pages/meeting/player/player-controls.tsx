import Pause from 'lucide-solid/icons/pause'
import Play from 'lucide-solid/icons/play'
import RotateCcw from 'lucide-solid/icons/rotate-ccw'
import RotateCw from 'lucide-solid/icons/rotate-cw'
import SkipForward from 'lucide-solid/icons/skip-forward'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { formatClock, formatNumber } from '../../../i18n/format.ts'
import { type Key, locale, t } from '../../../i18n/index.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import { toneOfOrder } from '../../../ui/display/name-tone.ts'
import { Menu } from '../../../ui/overlay/menu.tsx'
import { useMeeting } from '../meeting-context.ts'
import { stepMs } from './player-keys.ts'
import { speeds } from './remembered-speed.ts'

/** Less is not worth a button. */
const minSavedMs = 1_000

const formatPlaybackRate = (speed: number): string => `${formatNumber(speed, locale())}×`

function PlayButton(): JSX.Element {
  const { player } = useMeeting()
  const isPlaying = (): boolean => player.playback.isPlaying()
  const label = (): string => t(isPlaying() ? 'player.pause' : 'player.play')
  return (
    <button
      type="button"
      class="play-button"
      aria-label={label()}
      title={`${label()} · ${t('keys.space')}`}
      disabled={!player.isReady()}
      onClick={player.toggle}
    >
      <Show when={isPlaying()} fallback={<Play />}>
        <Pause />
      </Show>
    </button>
  )
}

function Place(): JSX.Element {
  const { player } = useMeeting()
  const { playback } = player
  const waitWord = (): Key | undefined => {
    const wait = playback.wait()
    return wait === 'none' ? undefined : `player.wait.${wait}`
  }
  return (
    <div class="player-place">
      <p class="figures">
        {formatClock(playback.timeMs())}
        <span class="player-length"> / {formatClock(playback.durationMs())}</span>
      </p>
      <p class="player-now">
        <Switch fallback={<>&nbsp;</>}>
          <Match when={waitWord()}>{(word) => <span class="player-wait">{t(word())}</span>}</Match>
          <Match when={player.speaker()}>
            {(speaker) => (
              <span class="player-speaker" data-speaker={toneOfOrder(speaker().id - 1)}>
                {speaker().name}
              </span>
            )}
          </Match>
        </Switch>
      </p>
    </div>
  )
}

function Speed(): JSX.Element {
  const { player } = useMeeting()
  const label = (): string =>
    t('player.speed', { speed: formatPlaybackRate(player.playback.rate()) })
  return (
    <Menu
      label={label()}
      triggerClass="button button-plain button-small player-speed figures"
      trigger={formatPlaybackRate(player.playback.rate())}
      groups={[
        speeds.map((speed) => ({
          label: formatPlaybackRate(speed),
          checked: speed === player.playback.rate(),
          run: () => player.setSpeed(speed),
        })),
      ]}
    />
  )
}

function SkipSilence(): JSX.Element {
  const { player } = useMeeting()
  const saved = (): string => formatClock(player.silenceMs())
  return (
    <Show when={player.silenceMs() >= minSavedMs}>
      <button
        type="button"
        class="button button-quiet button-small player-skip"
        aria-pressed={player.skipsSilence()}
        title={t('player.skipSilence', { time: saved() })}
        onClick={() => player.setSkipsSilence(!player.skipsSilence())}
      >
        <SkipForward />
        <span class="player-skip-words">
          <span>{t('player.silence')}</span> <span class="player-saved figures">−{saved()}</span>
        </span>
      </button>
    </Show>
  )
}

export function PlayerControls(): JSX.Element {
  const { player } = useMeeting()
  const move = (ms: number) => (): void => player.seek(player.playback.timeMs() + ms)
  return (
    <div class="player-controls">
      <PlayButton />
      <Place />
      <span class="player-steps">
        <IconButton
          label={t('player.back')}
          keyHint="←"
          disabled={!player.isReady()}
          onClick={move(-stepMs)}
        >
          <RotateCcw />
        </IconButton>
        <IconButton
          label={t('player.forward')}
          keyHint="→"
          disabled={!player.isReady()}
          onClick={move(stepMs)}
        >
          <RotateCw />
        </IconButton>
      </span>
      <Speed />
      <SkipSilence />
    </div>
  )
}
