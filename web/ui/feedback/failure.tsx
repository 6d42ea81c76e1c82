import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import type { Problem } from '../../lib/problem.ts'
import { locale, t } from '../../i18n/index.ts'
import {
  detailOfProblem,
  faultsOfProblem,
  describeFaults,
  describeProblem,
} from '../../i18n/describe-problem.ts'
import { Button } from '../control/button.tsx'
import './failure.css'

const maxFaults = 8

export interface FailureProps {
  problem: Problem
  /** What the reader can do about it. */
  action?: { label: string; run: () => void; busy?: boolean } | undefined
  /** Pointers of errors that the form shows next to its fields. */
  hideFaults?: boolean
}

/** The server's own message, which is in English. */
function Details(props: { problem: Problem; hideFaults?: boolean | undefined }): JSX.Element {
  return (
    <div lang="en">
      <Show when={detailOfProblem(props.problem)}>
        {(detail) => <p class="failure-detail">{detail()}</p>}
      </Show>
      <Show when={!props.hideFaults}>
        <ul class="failure-faults">
          <For each={faultsOfProblem(props.problem).slice(0, maxFaults)}>
            {(fault) => <li>{fault}</li>}
          </For>
        </ul>
      </Show>
    </div>
  )
}

/** Shows what happened, who can fix it, and one button. */
export function Failure(props: FailureProps): JSX.Element {
  const hasDetails = (): boolean =>
    detailOfProblem(props.problem) !== undefined ||
    (!props.hideFaults && faultsOfProblem(props.problem).length > 0)
  return (
    <div class="failure" role="alert">
      <TriangleAlert />
      <div class="failure-body">
        <p class="failure-words">{describeProblem(props.problem)}</p>
        <For each={describeFaults(props.problem).slice(0, maxFaults)}>
          {(words) => <p class="failure-detail">{words}</p>}
        </For>
        <Show when={hasDetails()}>
          <Show
            when={locale() !== 'en'}
            fallback={<Details problem={props.problem} hideFaults={props.hideFaults} />}
          >
            <details class="failure-more">
              <summary>{t('failure.detail')}</summary>
              <Details problem={props.problem} hideFaults={props.hideFaults} />
            </details>
          </Show>
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
