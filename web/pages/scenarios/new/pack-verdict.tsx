import Check from 'lucide-solid/icons/check'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { PackFaults } from '../pack-faults.tsx'
import type { NewForm } from './new-form.ts'

/** Shows the result of the check: every fault, with its place and its remedy. */
export function PackVerdict(props: { form: NewForm }): JSX.Element {
  const files = (): number => Object.keys(props.form.state().picked?.pack?.files ?? {}).length
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
            <div class="pack-found">
              <p class="pack-checking">{t('newScenario.faultsWords')}</p>
              <PackFaults problems={check().problems} />
            </div>
          )}
        </Match>
      </Switch>
      <Show when={!props.form.checking() && props.form.leftOut()}>
        {(lost) => (
          <ul class="pack-left-out">
            <Show when={lost().version}>
              {(version) => <li>{t('newScenario.beginsAnew', { version: version() })}</li>}
            </Show>
            <Show when={lost().migrationCount > 0}>
              <li>{t('newScenario.noMigrations', { count: lost().migrationCount })}</li>
            </Show>
          </ul>
        )}
      </Show>
    </div>
  )
}
