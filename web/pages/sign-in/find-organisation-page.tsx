import { createEffect, createSignal, type JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { standing } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { Field } from '../../ui/control/field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { Gate } from './gate.tsx'
import { isSlug, organisationAddress } from './organisation-address.ts'

export default function FindOrganisationPage(): JSX.Element {
  const [slug, setSlug] = createSignal('')
  const [faulty, setFaulty] = createSignal(false)
  const isMistyped = (): boolean => {
    const now = standing()
    return now.is === 'nowhere' && now.isMistyped
  }
  const wanted = (): string => slug().trim().toLowerCase()
  createEffect(() => {
    document.title = `${t('find.title')} · AAM`
  })
  const go = (): void => {
    if (!isSlug(wanted())) {
      setFaulty(true)
      return
    }
    window.location.assign(
      organisationAddress(new URL(window.location.href), wanted(), isMistyped()),
    )
  }
  return (
    <Gate>
      <header class="gate-head">
        <Brand name="AAM" />
        <h1>{t('find.title')}</h1>
        <p>{isMistyped() ? t('find.mistyped', { host: window.location.host }) : t('find.words')}</p>
      </header>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <Field label={t('find.slug')} fault={faulty() ? t('find.fault') : undefined}>
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              aria-describedby={ids.describedBy}
              name="slug"
              autocomplete="organization"
              autocapitalize="none"
              spellcheck={false}
              autofocus
              value={slug()}
              onInput={(event) => {
                setFaulty(false)
                setSlug(event.currentTarget.value)
              }}
            />
          )}
        </Field>
        <Button look="primary" type="submit">
          {t('find.go')}
        </Button>
      </form>
    </Gate>
  )
}
