import { useNavigate } from '@solidjs/router'
import CircleCheck from 'lucide-solid/icons/circle-check'
import { createEffect, For, type JSX, Match, on, Show, Switch } from 'solid-js'
import type { DifferenceView } from '../../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../../i18n/index.ts'
import { ownProblem } from '../../../../lib/problem.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Field } from '../../../../ui/control/field.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../../ui/overlay/dialog.tsx'
import { CostQuestion } from '../../cost/cost-question.tsx'
import { useEditor } from '../../editor/editor-context.ts'
import { TrialProgress } from '../trial-progress.tsx'
import type { Trials } from '../trials-store.ts'
import { wordTrialReason } from '../trial-words.ts'
import { FaultList } from './fault-list.tsx'
import { createPublishing, type Publishing } from './publishing.ts'
import { RegressionReport } from './regression-report.tsx'
import '../../report.css'
import './publish.css'

const mostDifferences = 4

/** Why the number is what it is: the changes that ask for it. */
function Why(props: { way: Publishing }): JSX.Element {
  const check = () => props.way.check()
  const because = (): DifferenceView[] =>
    check()?.differences.filter(({ bump }) => bump === check()?.requiredBump) ?? []
  const words = (): string => {
    const before = check()?.comparedWith
    if (!before) return t('publish.versionFirst')
    return t(`publish.why.${check()?.requiredBump ?? 'none'}`, { before })
  }
  return (
    <div class="why">
      <p>{words()}</p>
      <Show when={because().length > 0}>
        <ul>
          <For each={because().slice(0, mostDifferences)}>
            {(difference) => <li>{inLocale(difference.words)}</li>}
          </For>
          <Show when={because().length > mostDifferences}>
            <li>{t('publish.more', { count: because().length - mostDifferences })}</li>
          </Show>
        </ul>
      </Show>
    </div>
  )
}

function VersionField(props: { way: Publishing; onEnter: () => void }): JSX.Element {
  const least = (): { least: string } => ({ least: props.way.least() ?? '' })
  const hint = (): string =>
    props.way.isFirst() ? t('publish.versionHintFirst') : t('publish.versionHint', least())
  const fault = (): string =>
    props.way.isFirst() ? t('publish.versionBadFirst') : t('publish.versionBad', least())
  return (
    <Field
      label={t('publish.versionField')}
      hint={hint()}
      fault={props.way.isVersionRight() ? undefined : fault()}
    >
      {(ids) => (
        <input
          class="input version-input figures"
          id={ids.id}
          name="version"
          autocomplete="off"
          spellcheck={false}
          aria-describedby={ids.describedBy}
          readOnly={props.way.step() === 'testing'}
          value={props.way.version()}
          onInput={(event) => props.way.setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && props.onEnter()}
        />
      )}
    </Field>
  )
}

function Published(props: { way: Publishing; title: string }): JSX.Element {
  const version = (): string => props.way.published()?.version ?? ''
  return (
    <div class="report" role="status">
      <p class="report-verdict">
        <CircleCheck />
        {t('publish.done', { version: version(), title: props.title })}
      </p>
      <p>
        {props.way.isFirst()
          ? t('publish.doneFirst')
          : t('publish.doneNext', { version: version() })}
      </p>
    </div>
  )
}

function Body(props: { way: Publishing; trials: Trials; onEnter: () => void }): JSX.Element {
  const { way } = { way: props.way }
  return (
    <>
      <Why way={way} />
      <Show when={way.isRefused()}>
        <p class="version-refused" role="alert">
          {t('publish.refusedVersion', { least: way.least() ?? '' })}
        </p>
      </Show>
      <VersionField way={way} onEnter={props.onEnter} />
      <Switch>
        <Match when={way.step() === 'testing' && props.trials.regression()}>
          {(trial) => (
            <TrialProgress
              trials={props.trials}
              trial={trial()}
              words={{ plain: 'publish.testing', of: 'publish.testingOf' }}
            />
          )}
        </Match>
        <Match when={way.cost()}>{(cost) => <CostQuestion cost={cost()} />}</Match>
        <Match when={way.step() === 'failed'}>
          <Failure
            problem={ownProblem(
              'trial',
              0,
              `${t('publish.testsFailed')}. ${wordTrialReason(props.trials.regression()?.reason ?? null)}`,
            )}
          />
        </Match>
        <Match when={way.report()}>
          {(report) => (
            <RegressionReport
              report={report()}
              trials={props.trials}
              busy={way.busy()}
              onLetGo={(sections, fields) => void way.test({ sections, fields })}
            />
          )}
        </Match>
        <Match when={way.step() === 'prepare'}>
          <p class="trial-note">{t('publish.testsWords')}</p>
        </Match>
      </Switch>
      <Show when={way.step() === 'green'}>
        <p class="trial-note">{t('publish.never')}</p>
      </Show>
      <Show when={way.problem()}>{(found) => <Failure problem={found()} />}</Show>
    </>
  )
}

interface MainAction {
  label: string
  run: () => void
  look?: 'plain'
  /** Whether it needs no number that fits. */
  isFree?: true
}

/** Leads a draft to a version in one place: the number, the tests, and then for good. */
export default function PublishDialog(props: { trials: Trials }): JSX.Element {
  const { trials } = { trials: props.trials }
  const navigate = useNavigate()
  const editor = useEditor()
  const way = createPublishing(trials)
  // Who asks to publish is told everything that is missing, also what comes up while the dialog stands.
  createEffect(on(way.check, editor.sayAllTitles))
  const toScenario = (): void => navigate(`/scenarios/${encodeURIComponent(trials.draft.id)}`)
  const title = (): string => inLocale(trials.draft.draft()?.title ?? { en: '', ru: '' })
  /** Once it is published there is no draft to come back to. */
  const close = (): void => {
    trials.setPublishing(false)
    if (way.step() === 'published') toScenario()
  }
  const showFaults = (): void => {
    const [first] = editor.findings()
    trials.setPublishing(false)
    if (first) editor.goTo(first)
  }
  const main = (): MainAction | undefined => {
    switch (way.step()) {
      case 'published':
        return { label: t('publish.toScenario'), run: close, isFree: true }
      case 'green':
        return {
          label: t('publish.run', { version: way.version() }),
          run: () => void way.publish(),
        }
      case 'cost':
        return { label: t('cost.confirmTests'), run: () => void way.test(undefined, true) }
      case 'red':
        return {
          label: t('publish.runTests'),
          run: () => void way.test({ sections: [], fields: [] }),
          look: 'plain',
        }
      default:
        if (!way.check() || way.checkProblem()) return undefined
        return way.check()?.valid
          ? { label: t('publish.runTests'), run: () => void way.test() }
          : { label: t('publish.showFaults'), run: showFaults, isFree: true }
    }
  }
  return (
    <Dialog
      title={t('publish.title', { title: title() })}
      onClose={close}
      footer={
        <>
          <Show when={way.step() !== 'published'}>
            <Button onClick={close}>
              {t(way.step() === 'red' ? 'action.close' : 'action.cancel')}
            </Button>
          </Show>
          <Show when={main()}>
            {(action) => (
              <Button
                look={action().look ?? 'primary'}
                busy={way.busy() || way.step() === 'testing'}
                disabled={!action().isFree && !way.isVersionRight()}
                onClick={() => action().run()}
              >
                {action().label}
              </Button>
            )}
          </Show>
        </>
      }
    >
      <Switch fallback={<Skeleton lines={3} />}>
        <Match when={way.step() !== 'published' && way.checkProblem()}>
          {(problem) => (
            <Failure
              problem={problem()}
              action={{
                label: t('action.retry'),
                run: () => void way.checkAgain(),
                busy: way.busy(),
              }}
            />
          )}
        </Match>
        <Match when={way.step() === 'published'}>
          <Published way={way} title={title()} />
        </Match>
        <Match when={way.check()?.valid === false && way.check()}>
          {(check) => <FaultList count={check().problems.length} />}
        </Match>
        <Match when={way.check()}>
          <Body way={way} trials={trials} onEnter={() => main()?.run()} />
        </Match>
      </Switch>
    </Dialog>
  )
}
