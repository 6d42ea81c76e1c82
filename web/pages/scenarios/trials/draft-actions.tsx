import { A } from '@solidjs/router'
import GitCompare from 'lucide-solid/icons/git-compare-arrows'
import Play from 'lucide-solid/icons/play'
import Rocket from 'lucide-solid/icons/rocket'
import { type JSX, lazy, Show, Suspense } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { fetchEarly } from '../../../lib/fetch-early.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import type { Draft } from '../editor/draft-store.ts'
import { isOpen } from './trials-state.ts'
import { useTrials } from './trials-store.ts'
import './trials.css'

const loadChooseMeeting = () => import('./dry-run/choose-meeting.tsx')
const loadPublishDialog = () => import('./publish/publish-dialog.tsx')
const ChooseMeeting = lazy(loadChooseMeeting)
const PublishDialog = lazy(loadPublishDialog)

/** Buttons for the draft as a whole: show its changes, try it, publish it. */
export function DraftActions(props: { draft: Draft }): JSX.Element {
  const trials = useTrials(props.draft)
  fetchEarly(loadChooseMeeting, loadPublishDialog)
  return (
    <div class="draft-actions">
      <A
        class="button button-quiet button-normal"
        href={`/scenarios/${encodeURIComponent(props.draft.id)}/changes`}
        title={t('trials.changes')}
      >
        <GitCompare />
        <span>{t('trials.changes')}</span>
      </A>
      <Show when={can('scenarios:write')}>
        <Button busy={isOpen(trials.dryRun())} onClick={() => trials.setChoosing(true)}>
          <Play />
          {t('trials.dryRun')}
        </Button>
        <Button look="primary" onClick={() => trials.setPublishing(true)}>
          <Rocket />
          {t('trials.publish')}
        </Button>
      </Show>
      <Suspense>
        <Show when={trials.isChoosing()}>
          <ChooseMeeting trials={trials} />
        </Show>
        <Show when={trials.isPublishing()}>
          <PublishDialog trials={trials} />
        </Show>
      </Suspense>
    </div>
  )
}
