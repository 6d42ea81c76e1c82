import { createSignal, For, type JSX, Show } from 'solid-js'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { nameOfLanguage } from '../../../i18n/format.ts'
import { isLocale, type Locale, t } from '../../../i18n/index.ts'
import { timeZones, wordZone } from '../../../lib/time-zones.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { TextField } from '../../../ui/control/text-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { ScenarioOptions } from '../../meetings/scenario-options.tsx'
import { createSaving } from './save-settings.ts'
import type { SettingsStore } from './settings-store.ts'
import { locales } from '../../../../plugins/vocabulary.ts'

const languages = locales.map((value) => ({ value, label: nameOfLanguage(value) }))

export function GeneralForm(props: { store: SettingsStore }): JSX.Element {
  const known = () => props.store.settings()
  const kept = createKeptForm('settings.general')
  const [name, setName] = createSignal(known()?.name ?? '')
  const [locale, setLocale] = createSignal<Locale>(known()?.locale ?? 'en')
  const [zone, setZone] = createSignal(known()?.timeZone ?? 'UTC')
  const [scenario, setScenario] = createSignal(known()?.defaultScenario ?? '')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, save } = createSaving(() => props.store)
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!name().trim()) return
    const isSaved = await save({
      name: name().trim(),
      locale: locale(),
      timeZone: zone(),
      defaultScenario: scenario() || null,
    })
    if (isSaved) kept.settle()
  }
  return (
    <section class="form-card" aria-labelledby="settings-general">
      <h2 id="settings-general">{t('settings.general')}</h2>
      <form
        noValidate
        ref={(element) => kept.attach(element)}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <KeptNote kept={kept} />
        <TextField
          label={t('settings.name')}
          hint={t('settings.nameHint')}
          name="organisation"
          autocomplete="organization"
          maxLength={200}
          value={name()}
          fault={tried() && !name().trim() ? t('settings.needName') : faultAt(problem(), '/name')}
          onInput={setName}
        />
        <Field label={t('settings.language')} hint={t('settings.languageHint')}>
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              name="language"
              aria-describedby={ids.describedBy}
              onChange={({ currentTarget: { value } }) => isLocale(value) && setLocale(value)}
            >
              <For each={languages}>
                {(one) => (
                  <option value={one.value} selected={one.value === locale()}>
                    {one.label}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Field label={t('settings.timeZone')} hint={t('settings.timeZoneHint')}>
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              name="time-zone"
              aria-describedby={ids.describedBy}
              onChange={(event) => setZone(event.currentTarget.value)}
            >
              <For each={timeZones(known()?.timeZone)}>
                {(one) => (
                  <option value={one} selected={one === zone()}>
                    {wordZone(one)}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Field
          label={t('settings.scenario')}
          hint={t('settings.scenarioHint')}
          fault={faultAt(problem(), '/defaultScenario')}
        >
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              name="scenario"
              aria-describedby={ids.describedBy}
              onChange={(event) => setScenario(event.currentTarget.value)}
            >
              <option value="" selected={!scenario()}>
                {t('settings.scenarioUsual')}
              </option>
              <ScenarioOptions chosen={scenario()} />
            </select>
          )}
        </Field>
        <Show when={problemBeside(problem(), '/name', '/defaultScenario')}>
          {(found) => <Failure problem={found()} />}
        </Show>
        <Button type="submit" look="primary" busy={busy()}>
          {t('action.save')}
        </Button>
      </form>
    </section>
  )
}
