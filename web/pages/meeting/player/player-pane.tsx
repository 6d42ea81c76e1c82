import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { useMeeting } from '../meeting-context.ts'
import { PlayerControls } from './player-controls.tsx'
import { PlayerFault } from './player-fault.tsx'
import { VideoFrame } from './video-frame.tsx'
import { Waveform } from './waveform.tsx'
import './player.css'

/** The recording above its transcript, or pinned below on a phone; nothing without a recording. */
export function PlayerPane(): JSX.Element {
  const { player, store } = useMeeting()
  return (
    <Show when={store.state.meeting?.hasMedia}>
      <Show
        when={player.recording.fault() !== 'expired'}
        fallback={
          <section class="player" aria-label={t('player.label')}>
            <p class="player-note">{t('player.fault.expired')}</p>
          </section>
        }
      >
        <section class="player" aria-label={t('player.label')}>
          <Switch>
            <Match when={player.recording.kind() === 'video'}>
              <VideoFrame />
            </Match>
            <Match when={player.recording.kind() === 'audio'}>
              <audio ref={player.playback.attach} preload="metadata" />
            </Match>
          </Switch>
          <PlayerControls />
          <Waveform />
          <PlayerFault />
          <p class="hidden-words" role="status">
            {player.announcement()}
          </p>
        </section>
      </Show>
    </Show>
  )
}
