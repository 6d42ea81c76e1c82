import CircleCheck from 'lucide-solid/icons/circle-check'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import type { DifferenceView } from '../../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../../i18n/index.ts'
import { ownProblem } from '../../../../lib/problem.ts'
import { Field } from '../../../../ui/control/field.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { CostQuestion } from '../../cost/cost-question.tsx'
import { formatTrialReason } from '../format-trial.ts'
import { TrialProgress } from '../trial-progress.tsx'
import type { Trials } from '../trials-store.ts'
import type { Publishing } from './publishing.ts'
import { RegressionReport } from './regression-report.tsx'

const maxDifferences = 4

/** The changes that require this version. */
function VersionReason(props: { publishing: Publishing }): JSX.Element {
  const check = () => props.publishing.check()
  const reasons = (): DifferenceView[] =>
    check()?.differences.filter(({ bump }) => bump === check()?.requiredBump) ?? []
  const summary = (): string => {
    const before = check()?.comparedWith
    if (!before) return t('publish.versionFirst')
    return t(`publish.why.${check()?.requiredBump ?? 'none'}`, { before })
  }
  return (
    <div class="why">
      <p>{summary()}</p>
      <Show when={reasons().length > 0}>
        <ul>
          <For each={reasons().slice(0, maxDifferences)}>
            {(difference) => <li>{inLocale(difference.words)}</li>}
          </For>
          <Show when={reasons().length > maxDifferences}>
            <li>{t('publish.more', { count: reasons().length - maxDifferences })}</li>
          </Show>
        </ul>
      </Show>
    </div>
  )
}

function VersionField(props: { publishing: Publishing; onEnter: () => void }): JSX.Element {
  const least = (): { least: string } => ({ least: props.publishing.least() ?? '' })
  const hint = (): string =>
    props.publishing.isFirst() ? t('publish.versionHintFirst') : t('publish.versionHint', least())
  const fault = (): string =>
    props.publishing.isFirst() ? t('publish.versionBadFirst') : t('publish.versionBad', least())
  return (
    <Field
      label={t('publish.versionField')}
      hint={hint()}
      fault={props.publishing.isVersionValid() ? undefined : fault()}
    >
      {(ids) => (
        <input
          class="input version-input figures"
          id={ids.id}
          name="version"
          autocomplete="off"
          spellcheck={false}
          aria-describedby={ids.describedBy}
          readOnly={props.publishing.step() === 'testing'}
          value={props.publishing.version()}
          onInput={(event) => props.publishing.setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && props.onEnter()}
        />
      )}
    </Field>
  )
}

export function Published(props: { publishing: Publishing; title: string }): JSX.Element {
  const version = (): string => props.publishing.published()?.version ?? ''
  return (
    <div class="report" role="status">
      <p class="report-verdict">
        <CircleCheck />
        {t('publish.done', { version: version(), title: props.title })}
      </p>
      <p>
        {props.publishing.isFirst()
          ? t('publish.doneFirst')
          : t('publish.doneNext', { version: version() })}
      </p>
    </div>
  )
}

/** The version, and what its tests show. */
export function VersionAndTests(props: {
  publishing: Publishing
  trials: Trials
  onEnter: () => void
}): JSX.Element {
  const { publishing } = props
  return (
    <>
      <VersionReason publishing={publishing} />
      <Show when={publishing.isRefused()}>
        <p class="version-refused" role="alert">
          {t('publish.refusedVersion', { least: publishing.least() ?? '' })}
        </p>
      </Show>
      <VersionField publishing={publishing} onEnter={props.onEnter} />
      <Switch>
        <Match when={publishing.step() === 'testing' && props.trials.regression()}>
          {(trial) => (
            <TrialProgress
              trials={props.trials}
              trial={trial()}
              words={{ plain: 'publish.testing', of: 'publish.testingOf' }}
            />
          )}
        </Match>
        <Match when={publishing.cost()}>{(cost) => <CostQuestion cost={cost()} />}</Match>
        <Match when={publishing.step() === 'failed'}>
          <Failure
            problem={ownProblem(
              'trial',
              0,
              `${t('publish.testsFailed')}. ${formatTrialReason(props.trials.regression()?.reason ?? null)}`,
            )}
          />
        </Match>
        <Match when={publishing.report()}>
          {(report) => (
            <RegressionReport
              report={report()}
              trials={props.trials}
              busy={publishing.busy()}
              onLetGo={(sections, fields) => void publishing.test({ sections, fields })}
            />
          )}
        </Match>
        <Match when={publishing.step() === 'prepare'}>
          <p class="trial-note">{t('publish.testsWords')}</p>
        </Match>
      </Switch>
      <Show when={publishing.step() === 'green'}>
        <p class="trial-note">{t('publish.never')}</p>
      </Show>
      <Show when={publishing.problem()}>{(found) => <Failure problem={found()} />}</Show>
    </>
  )
}
