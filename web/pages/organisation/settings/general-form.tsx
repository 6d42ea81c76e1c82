import { createSignal, type JSX, Show } from 'solid-js'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { nameOfLanguage } from '../../../i18n/format.ts'
import { type Locale, t } from '../../../i18n/index.ts'
import { timeZoneOptions } from '../../../lib/time-zones.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { SelectField } from '../../../ui/control/select-field.tsx'
import { TextField } from '../../../ui/control/text-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { ScenarioOptions } from '../../../features/filters/scenario-options.tsx'
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
        <SelectField
          label={t('settings.language')}
          hint={t('settings.languageHint')}
          name="language"
          value={locale()}
          options={languages}
          onChoose={setLocale}
        />
        <SelectField
          label={t('settings.timeZone')}
          hint={t('settings.timeZoneHint')}
          name="time-zone"
          value={zone()}
          options={timeZoneOptions(known()?.timeZone)}
          onChoose={setZone}
        />
        <SelectField
          label={t('settings.scenario')}
          hint={t('settings.scenarioHint')}
          fault={faultAt(problem(), '/defaultScenario')}
          name="scenario"
          value={scenario()}
          options={[{ value: '', label: t('settings.scenarioUsual') }]}
          onChoose={setScenario}
        >
          <ScenarioOptions chosen={scenario()} />
        </SelectField>
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
