import { A } from '@solidjs/router'
import { createResource, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'
import { t } from '../../../i18n/index.ts'
import { readMeeting } from '../../../api/meetings.ts'
import { ownProblem, type Problem, problemOf } from '../../../lib/problem.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import type { Draft } from '../editor/draft-store.ts'
import { DryRunResult } from './dry-run/dry-run-result.tsx'
import { BeforePublishing } from './publish/before-publishing.tsx'
import { TrialProgress } from './trial-progress.tsx'
import { wordTrialReason } from './trial-words.ts'
import { isOpen, isStopped, type Trials, useTrials } from './trials-store.ts'
import './trials.css'

async function readTitle(meetingId: string): Promise<string | undefined> {
  try {
    return (await readMeeting(meetingId)).title
  } catch {
    return undefined
  }
}

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

function DryRun(props: { trials: Trials; trial: TrialView }): JSX.Element {
  const [title] = createResource(() => props.trial.meetingId, readTitle)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const again = async (): Promise<void> => {
    const { meetingId } = props.trial
    if (!meetingId || busy() || isOpen(props.trial)) return
    setBusy(true)
    setProblem()
    try {
      const outcome = await props.trials.startDryRun(meetingId)
      if (outcome === 'asked') props.trials.setChoosing(true)
      if (outcome === 'unsaved') {
        setProblem(props.trials.draft.problem() ?? ownProblem('not_saved', 0, t('trials.notSaved')))
      }
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const AgainButton = (): JSX.Element => (
    <Button size="small" busy={busy()} onClick={() => void again()}>
      {t('trials.again')}
    </Button>
  )
  return (
    <>
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
              <AgainButton />
            </Show>
            <Button size="small" look="quiet" onClick={() => props.trials.setChoosing(true)}>
              {t('trials.another')}
            </Button>
          </span>
        </Show>
      </div>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
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
          <div class="trial-older" role="note">
            <p>{t('trials.stopped')}</p>
            <AgainButton />
          </div>
        </Match>
        <Match when={props.trial.state === 'failed'}>
          <Failure
            problem={ownProblem(
              'trial',
              0,
              `${t('trials.failed')}. ${wordTrialReason(props.trial.reason)}`,
            )}
            action={{ label: t('trials.again'), run: () => void again(), busy: busy() }}
          />
        </Match>
        <Match when={props.trial.dryRun}>
          {(report) => (
            <>
              <Show when={!props.trials.isOfContent(props.trial)}>
                <div class="trial-older" role="note">
                  <p>{t('trials.older')}</p>
                  <AgainButton />
                </div>
              </Show>
              <DryRunResult report={report()} onRunAgain={() => void again()} />
            </>
          )}
        </Match>
      </Switch>
    </>
  )
}

/** What came of trying the draft, and what still stands before publishing. */
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
