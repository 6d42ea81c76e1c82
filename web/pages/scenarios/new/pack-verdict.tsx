import Check from 'lucide-solid/icons/check'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import type { PackProblemView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import type { NewForm } from './new-form.ts'

function PackFaultRow(props: { problem: PackProblemView }): JSX.Element {
  return (
    <li class="pack-fault">
      <code>
        {props.problem.file}
        <Show when={props.problem.pointer}>#{props.problem.pointer}</Show>
      </code>
      <p>{inLocale(props.problem.reason)}</p>
      <p class="pack-remedy">{inLocale(props.problem.remedy)}</p>
    </li>
  )
}

/** What the checker says of the chosen file: every fault, with its place and its remedy. */
export function PackVerdict(props: { form: NewForm }): JSX.Element {
  const files = (): number => Object.keys(props.form.picked()?.files ?? {}).length
  return (
    <div role="status">
      <Switch>
        <Match when={props.form.checking()}>
          <p class="pack-checking">{t('newScenario.checking')}</p>
        </Match>
        <Match when={props.form.check()?.valid}>
          <p class="pack-sound">
            <Check />
            {t('newScenario.sound', { files: t('newScenario.files', { count: files() }) })}
          </p>
        </Match>
        <Match when={props.form.check()}>
          {(check) => (
            <section class="pack-faults">
              <h3>{t('newScenario.faults', { count: check().problems.length })}</h3>
              <p class="pack-checking">{t('newScenario.faultsWords')}</p>
              <ul
                tabindex="0"
                aria-label={t('newScenario.faults', { count: check().problems.length })}
              >
                <For each={check().problems}>{(problem) => <PackFaultRow problem={problem} />}</For>
              </ul>
            </section>
          )}
        </Match>
      </Switch>
    </div>
  )
}
