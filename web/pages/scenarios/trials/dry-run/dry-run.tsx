import { A } from '@solidjs/router'
import { createResource, type JSX, Match, Show, Switch } from 'solid-js'
import type { TrialView } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { readMeeting } from '../../../../api/meetings.ts'
import { t } from '../../../../i18n/index.ts'
import { createAct } from '../../../../lib/act.ts'
import { ownProblem, RequestFailed } from '../../../../lib/problem.ts'
import { settled } from '../../../../lib/settled.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { notSaved } from '../not-saved.ts'
import { TrialProgress } from '../trial-progress.tsx'
import { isOpen, isStopped } from '../trials-state.ts'
import type { Trials } from '../trials-store.ts'
import { formatTrialReason } from '../format-trial.ts'
import { DryRunResult } from './dry-run-result.tsx'

async function findTitle(meetingId: string): Promise<string | undefined> {
  try {
    return (await readMeeting(meetingId)).title
  } catch {
    return undefined
  }
}

interface Retry {
  busy: () => boolean
  run: () => void
}

function RetryButton(props: { retry: Retry }): JSX.Element {
  return (
    <Button size="small" busy={props.retry.busy()} onClick={() => props.retry.run()}>
      {t('trials.again')}
    </Button>
  )
}

function Head(props: { trials: Trials; trial: TrialView; retry: Retry }): JSX.Element {
  const [title] = createResource(() => props.trial.meetingId, findTitle)
  return (
    <div class="trial-head">
      <h2>
        <Show when={settled(title)} fallback={t('trials.dryRun')}>
          {(known) => (
            <A href={`/meetings/${props.trial.meetingId ?? ''}`}>
              {t('trials.on', { title: known() })}
            </A>
          )}
        </Show>
      </h2>
      <Show when={!isOpen(props.trial)}>
        <span class="trial-head-actions">
          <Show when={props.trial.state === 'done' && props.trials.isOfContent(props.trial)}>
            <RetryButton retry={props.retry} />
          </Show>
          <Button size="small" look="quiet" onClick={() => props.trials.setChoosing(true)}>
            {t('trials.another')}
          </Button>
        </span>
      </Show>
    </div>
  )
}

/** A sentence about the trial, with the button that repeats it. */
function Note(props: { words: string; retry: Retry }): JSX.Element {
  return (
    <div class="trial-older" role="note">
      <p>{props.words}</p>
      <RetryButton retry={props.retry} />
    </div>
  )
}

function Outcome(props: { trials: Trials; trial: TrialView; retry: Retry }): JSX.Element {
  return (
    <Switch>
      <Match when={isOpen(props.trial)}>
        <TrialProgress
          trials={props.trials}
          trial={props.trial}
          words={{ plain: 'trials.running', of: 'trials.runningOf' }}
        />
        <p class="trial-note">{t('trials.leave')}</p>
      </Match>
      <Match when={isStopped(props.trial)}>
        <Note words={t('trials.stopped')} retry={props.retry} />
      </Match>
      <Match when={props.trial.state === 'failed'}>
        <Failure
          problem={ownProblem(
            'trial',
            0,
            `${t('trials.failed')}. ${formatTrialReason(props.trial.reason)}`,
          )}
          action={{ label: t('trials.again'), run: props.retry.run, busy: props.retry.busy() }}
        />
      </Match>
      <Match when={props.trial.dryRun}>
        {(report) => (
          <>
            <Show when={!props.trials.isOfContent(props.trial)}>
              <Note words={t('trials.older')} retry={props.retry} />
            </Show>
            <DryRunResult report={report()} onRunAgain={props.retry.run} />
          </>
        )}
      </Match>
    </Switch>
  )
}

/** The newest dry run of a draft: how far it is, or what it found. */
export function DryRun(props: { trials: Trials; trial: TrialView }): JSX.Element {
  const act = createAct()
  const start = async (): Promise<void> => {
    const { meetingId } = props.trial
    if (!meetingId || isOpen(props.trial)) return
    const outcome = await props.trials.startDryRun(meetingId)
    if (outcome === 'priced') props.trials.setChoosing(true)
    if (outcome === 'unsaved') throw new RequestFailed(notSaved(props.trials.draft))
  }
  const retry: Retry = { busy: act.busy, run: () => void act.run(start) }
  return (
    <>
      <Head trials={props.trials} trial={props.trial} retry={retry} />
      <Show when={act.problem()}>{(found) => <Failure problem={found()} />}</Show>
      <Outcome trials={props.trials} trial={props.trial} retry={retry} />
    </>
  )
}
