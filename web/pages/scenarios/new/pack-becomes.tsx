import { type JSX, Show } from 'solid-js'
import { wordMoment } from '../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../i18n/index.ts'
import { Segments } from '../../../ui/control/segments.tsx'
import type { NewForm } from './new-form.ts'

/** The pack of an own scenario: its next draft, or a scenario of its own. */
export function PackBecomes(props: { form: NewForm }): JSX.Element {
  const replaced = () => (props.form.becomes() === 'draft' ? props.form.openDraft() : undefined)
  return (
    <div class="pack-found">
      <Segments
        label={t('newScenario.becomes')}
        value={props.form.becomes()}
        choices={(['draft', 'scenario'] as const).map((value) => ({
          value,
          label: t(
            value === 'draft' && props.form.openDraft()
              ? 'newScenario.becomes.replace'
              : `newScenario.becomes.${value}`,
          ),
        }))}
        onChoose={props.form.setBecomes}
      />
      <Show when={replaced()}>
        {(draft) => (
          <p class="pack-replaces" role="alert">
            {t('newScenario.replaces', {
              title: inLocale(draft().title),
              when: wordMoment(draft().updatedAt, locale()),
            })}
          </p>
        )}
      </Show>
    </div>
  )
}
