import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import type { Problem } from '../../lib/problem.ts'
import { t } from '../../i18n/index.ts'
import { detailOfProblem, wordProblem } from '../../i18n/problem-words.ts'
import { Button } from '../control/button.tsx'
import './failure.css'

export interface FailureProps {
  problem: Problem
  /** What can be done about it here. */
  action?: { label: string; run: () => void; busy?: boolean } | undefined
  /** The pointers that the form shows beside its fields. */
  hideFaults?: boolean
}

/** What happened, who can mend it, one button. */
export function Failure(props: FailureProps): JSX.Element {
  return (
    <div class="failure" role="alert">
      <TriangleAlert />
      <div class="failure-body">
        <p class="failure-words">{wordProblem(props.problem)}</p>
        <Show when={detailOfProblem(props.problem)}>
          {(detail) => (
            <p class="failure-detail" lang="en">
              {detail()}
            </p>
          )}
        </Show>
        <Show when={!props.hideFaults && props.problem.errors.length > 0}>
          <ul class="failure-faults" lang="en">
            <For each={props.problem.errors.slice(0, 8)}>{(fault) => <li>{fault.detail}</li>}</For>
          </ul>
        </Show>
        <Show when={props.problem.requestId && props.problem.status >= 500}>
          <p class="failure-detail">
            {t('failure.request')} <code>{props.problem.requestId}</code>
          </p>
        </Show>
        <Show when={props.action}>
          {(action) => (
            <Button size="small" busy={action().busy} onClick={() => action().run()}>
              {action().label}
            </Button>
          )}
        </Show>
      </div>
    </div>
  )
}
