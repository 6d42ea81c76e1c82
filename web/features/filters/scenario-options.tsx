import { For, type JSX, Show } from 'solid-js'
import { inLocale, t } from '../../i18n/index.ts'
import { scenarios } from '../../lib/lookups.ts'
import type { ScenarioOrigin } from '../../../plugins/vocabulary.ts'

/** What a new result can be made by, for a select: own scenarios apart from those that ship. */
export function ScenarioOptions(props: { chosen: string }): JSX.Element {
  const of = (origin: ScenarioOrigin) => scenarios().filter((one) => one.origin === origin)
  const groups = [
    { origin: 'own', label: 'add.scenario.own' },
    { origin: 'built-in', label: 'add.scenario.builtIn' },
  ] as const
  return (
    <For each={groups}>
      {({ origin, label }) => (
        <Show when={of(origin).length > 0}>
          <optgroup label={t(label)}>
            <For each={of(origin)}>
              {(one) => (
                <option value={one.id} selected={one.id === props.chosen}>
                  {inLocale(one.title)}
                </option>
              )}
            </For>
          </optgroup>
        </Show>
      )}
    </For>
  )
}
