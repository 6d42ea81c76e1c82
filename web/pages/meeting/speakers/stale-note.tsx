import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { useMeeting } from '../meeting-context.ts'
import './speakers.css'

/** How many items cite what was corrected afterwards, and the way from one to the next. */
export function StaleNote(): JSX.Element {
  const { review, edits } = useMeeting()
  const isAtOne = (): boolean => edits.staleIds().includes(review.current() ?? '')
  return (
    <Show when={edits.staleIds().length > 0}>
      <div class="notice stale-note" role="status">
        <TriangleAlert />
        <div>
          <p>{t('speakers.stale', { count: edits.staleIds().length })}</p>
          <p>{t('speakers.staleWords')}</p>
        </div>
        <Button size="small" onClick={edits.showStale}>
          {isAtOne() && edits.staleIds().length > 1
            ? t('speakers.nextStale')
            : t('speakers.showStale')}
        </Button>
      </div>
    </Show>
  )
}
