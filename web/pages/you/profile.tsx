import { createSignal, type JSX, Show } from 'solid-js'
import type { PatchMe } from '../../../server/modules/identity/contract.ts'
import { changeMe } from '../../api/me.ts'
import { faultAt } from '../../i18n/field-fault.ts'
import { nameOfLanguage } from '../../i18n/format.ts'
import { type Locale, locale, t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { chooseLocale, me, setMe } from '../../lib/session.ts'
import { chooseTheme, type Theme, theme } from '../../lib/theme.ts'
import { timeZoneOptions } from '../../lib/time-zones.ts'
import { Button } from '../../ui/control/button.tsx'
import { Field } from '../../ui/control/field.tsx'
import { createKeptForm, KeptNote } from '../../ui/control/kept-form.tsx'
import { Segments } from '../../ui/control/segments.tsx'
import { SelectField } from '../../ui/control/select-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { locales } from '../../../plugins/vocabulary.ts'

const languages = locales.map((value) => ({ value, label: nameOfLanguage(value) }))
const themes: readonly Theme[] = ['system', 'light', 'dark']
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone

export function Profile(): JSX.Element {
  const kept = createKeptForm('you.name')
  const [name, setName] = createSignal(me()?.user.name ?? '')
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const save = async (change: PatchMe): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      setMe(await changeMe(change))
      showToast({ tone: 'plain', words: t('you.saved') })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const saveName = async (): Promise<void> => {
    if (!name().trim()) return
    await save({ name: name().trim() })
    if (!problem()) kept.drop()
  }
  return (
    <section class="form-card" aria-labelledby="you-profile">
      <header>
        <h2 id="you-profile">{t('you.profile')}</h2>
      </header>
      <form
        noValidate
        ref={(element) => kept.attach(element)}
        onSubmit={(event) => {
          event.preventDefault()
          void saveName()
        }}
      >
        <Field
          label={t('you.name')}
          hint={t('you.nameHint')}
          fault={name().trim() ? faultAt(problem(), '/name') : t('you.needName')}
        >
          {(ids) => (
            <div class="you-row">
              <input
                class="input"
                id={ids.id}
                aria-describedby={ids.describedBy}
                name="name"
                autocomplete="name"
                maxLength={200}
                value={name()}
                onInput={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" busy={busy()}>
                {t('action.save')}
              </Button>
            </div>
          )}
        </Field>
        <KeptNote kept={kept} />
      </form>
      <LookChoices onProblem={setProblem} />
      <SelectField
        label={t('you.timeZone')}
        hint={t('you.timeZoneHint')}
        value={me()?.user.timeZone ?? ''}
        options={[
          { value: '', label: t('you.timeZoneOwn', { zone: ownZone }) },
          ...timeZoneOptions(me()?.user.timeZone),
        ]}
        onChoose={(zone) => void save({ timeZone: zone || null })}
      />
      <Show when={!faultAt(problem(), '/name') && problem()}>
        {(found) => <Failure problem={found()} />}
      </Show>
    </section>
  )
}

/** Language and theme, which change at once. */
function LookChoices(props: { onProblem: (problem?: Problem) => void }): JSX.Element {
  const chooseLanguage = (next: Locale): void => {
    props.onProblem()
    chooseLocale(next).catch((error: unknown) => props.onProblem(problemOf(error)))
  }
  return (
    <>
      <div class="you-choice">
        <span aria-hidden="true">{t('you.language')}</span>
        <Segments
          label={t('you.language')}
          value={locale()}
          choices={languages}
          onChoose={chooseLanguage}
        />
      </div>
      <div class="you-choice">
        <span aria-hidden="true">{t('you.theme')}</span>
        <Segments
          label={t('you.theme')}
          value={theme()}
          choices={themes.map((value) => ({ value, label: t(`you.theme.${value}`) }))}
          onChoose={chooseTheme}
        />
      </div>
    </>
  )
}
