import { type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import type { Draft } from '../editor/draft-store.ts'
import { DryRun } from './dry-run/dry-run.tsx'
import { BeforePublishing } from './publish/before-publishing.tsx'
import { type Trials, useTrials } from './trials-store.ts'
import './trials.css'

function Intro(props: { trials: Trials }): JSX.Element {
  return (
    <div class="trial-intro">
      <h3>{t('trials.intro')}</h3>
      <p>{t('trials.introWords')}</p>
      <Button size="small" onClick={() => props.trials.setChoosing(true)}>
        {t('trials.choose')}
      </Button>
    </div>
  )
}

/** The draft's last dry run, and what is missing before it can be published. */
export function TrialPane(props: { draft: Draft }): JSX.Element {
  const trials = useTrials(props.draft)
  return (
    <div class="trial-pane">
      <section class="trial-part" aria-label={t('trials.dryRun')}>
        <Show when={trials.problem()}>
          {(found) => (
            <Failure
              problem={found()}
              action={{ label: t('action.retry'), run: () => void trials.load() }}
            />
          )}
        </Show>
        <Show when={trials.isLoaded()} fallback={<Skeleton lines={3} />}>
          <Show when={trials.dryRun()} fallback={<Intro trials={trials} />}>
            {(trial) => <DryRun trials={trials} trial={trial()} />}
          </Show>
        </Show>
      </section>
      <BeforePublishing trials={trials} />
    </div>
  )
}
