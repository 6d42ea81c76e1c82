import Square from 'lucide-solid/icons/square'
import { createSignal, type JSX, Show } from 'solid-js'
import type { TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { formatTrialProgress } from './format-trial.ts'
import type { Trials } from './trials-store.ts'
import '../../../features/meetings/meeting-state.css'
import './trials.css'

/** The progress of a trial, with a bar where the share is known and a button that stops it. */
export function TrialProgress(props: {
  trials: Trials
  trial: TrialView
  words: Parameters<typeof formatTrialProgress>[1]
}): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const progress = (): TrialView['progress'] =>
    props.trial.state === 'running' && props.trial.progress?.total ? props.trial.progress : null
  const stop = async (): Promise<void> => {
    setBusy(true)
    try {
      await props.trials.stop(props.trial)
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <div class="trial-progress">
      <div class="trial-progress-head">
        <p class="figures" role="status">
          {formatTrialProgress(props.trial, props.words)}
        </p>
        <Button size="small" look="quiet" busy={busy()} onClick={() => void stop()}>
          <Square />
          {t('trials.stop')}
        </Button>
      </div>
      <Show when={progress()}>
        {(known) => (
          <span class="progress" aria-hidden="true">
            <span style={{ width: `${Math.min(100, (known().done / known().total) * 100)}%` }} />
          </span>
        )}
      </Show>
    </div>
  )
}
