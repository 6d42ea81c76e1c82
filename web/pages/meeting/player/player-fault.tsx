import Download from 'lucide-solid/icons/download'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import { formatClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { useMeeting } from '../meeting-context.ts'

/** What keeps the recording from being heard, and what can be done about it. */
export function PlayerFault(): JSX.Element {
  const { player } = useMeeting()
  const { recording, playback } = player
  const download = async (): Promise<void> => {
    // The address that failed may have run out by now.
    const view = await recording.renew()
    if (!view) return
    const link = document.createElement('a')
    // The storage itself says that it is to be saved, and under which name.
    link.href = view.download.url
    link.click()
  }
  return (
    <>
      <Show when={recording.isSoundOnly()}>
        <p class="player-note" role="status">
          {t('player.soundOnly')}{' '}
          <button type="button" class="link" onClick={() => void download()}>
            {t('player.download')}
          </button>
        </p>
      </Show>
      <Show when={recording.view()?.isSilent}>
        <p class="player-note" role="status">
          {t('player.silent')}
        </p>
      </Show>
      <Show when={recording.view()?.missingMs}>
        {(missingMs) => (
          <p class="player-note" role="status">
            {t('player.cut', { time: formatClock(missingMs()) })}
          </p>
        )}
      </Show>
      <Show when={recording.fault()}>
        {(fault) => (
          <div class="player-fault" role="alert">
            <TriangleAlert />
            <div>
              <p>{t(`player.fault.${fault()}`, { name: recording.view()?.fileName ?? '' })}</p>
              <span class="player-fault-buttons">
                <Show when={fault() === 'unsupported'}>
                  <Button size="small" onClick={() => void download()}>
                    <Download />
                    {t('player.download')}
                  </Button>
                </Show>
                <Button size="small" onClick={() => playback.play()}>
                  {t('action.retry')}
                </Button>
              </span>
            </div>
          </div>
        )}
      </Show>
    </>
  )
}
