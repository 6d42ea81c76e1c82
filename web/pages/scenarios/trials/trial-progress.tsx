import { type JSX, Show } from 'solid-js'
import type { TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'
import { wordTrialProgress } from './trial-words.ts'
import '../../meetings/meeting-state.css'

/** Words first; a bar only where the share is known. */
export function TrialProgress(props: {
  trial: TrialView
  words: Parameters<typeof wordTrialProgress>[1]
}): JSX.Element {
  const progress = (): TrialView['progress'] =>
    props.trial.state === 'running' && props.trial.progress?.total ? props.trial.progress : null
  return (
    <div class="trial-progress">
      <p class="figures" role="status">
        {wordTrialProgress(props.trial, props.words)}
      </p>
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
