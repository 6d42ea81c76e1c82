import { For, type JSX, Show } from 'solid-js'
import type { PackProblemView } from '../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../i18n/index.ts'
import './pack-faults.css'

/** Lists the faults of a pack, each with its place and its remedy. */
export function PackFaults(props: { problems: readonly PackProblemView[] }): JSX.Element {
  const count = (): string => t('newScenario.faults', { count: props.problems.length })
  return (
    <section class="pack-faults">
      <h3>{count()}</h3>
      <ul tabindex="0" aria-label={count()}>
        <For each={props.problems}>
          {(problem) => (
            <li class="pack-fault">
              <code>
                {problem.file}
                <Show when={problem.pointer}>#{problem.pointer}</Show>
              </code>
              <p>{inLocale(problem.reason)}</p>
              <p class="pack-remedy">{inLocale(problem.remedy)}</p>
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}
