import { type JSX, Show } from 'solid-js'
import { formatMoment } from '../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../i18n/index.ts'
import { Segments } from '../../../ui/control/segments.tsx'
import type { NewForm } from './new-form.ts'

/** Asks whether the pack of an own scenario becomes its next draft or another scenario. */
export function PackTarget(props: { form: NewForm }): JSX.Element {
  const replaced = () =>
    props.form.state().target === 'draft' ? props.form.state().openDraft : undefined
  return (
    <div class="pack-found">
      <Segments
        label={t('newScenario.becomes')}
        value={props.form.state().target}
        choices={(['draft', 'scenario'] as const).map((value) => ({
          value,
          label: t(
            value === 'draft' && props.form.state().openDraft
              ? 'newScenario.becomes.replace'
              : `newScenario.becomes.${value}`,
          ),
        }))}
        onChoose={props.form.setTarget}
      />
      <Show when={replaced()}>
        {(draft) => (
          <p class="pack-replaces" role="alert">
            {t('newScenario.replaces', {
              title: inLocale(draft().title),
              when: formatMoment(draft().updatedAt, locale()),
            })}
          </p>
        )}
      </Show>
    </div>
  )
}
