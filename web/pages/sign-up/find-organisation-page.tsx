import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { findOrganisation } from '../../api/sign-up.ts'
import { faultAt } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { authState } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { Field } from '../../ui/control/field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { TextField } from '../../ui/control/text-field.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { isSlug, organisationAddress } from './organisation-address.ts'

export default function FindOrganisationPage(props: {
  /** New organisations can be started here. */
  maySignUp: boolean
  /** E-mail can be sent. */
  byMail: boolean
}): JSX.Element {
  const [slug, setSlug] = createSignal('')
  const [faulty, setFaulty] = createSignal(false)
  const isMistyped = (): boolean => {
    const now = authState()
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
    <AuthPage>
      <header class="auth-head">
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
      <Show when={props.byMail}>
        <FindByMail />
      </Show>
      <Show when={props.maySignUp}>
        <A class="link" href="/sign-up">
          {t('find.toSignUp')}
        </A>
      </Show>
    </AuthPage>
  )
}

/** Answers the same whether or not the address has an account. */
function FindByMail(): JSX.Element {
  const [email, setEmail] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [asked, setAsked] = createSignal('')
  const { busy, problem, run } = createAct()
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!email().trim()) return
    await run(async () => {
      await findOrganisation(email().trim())
      setAsked(email().trim())
    })
  }
  return (
    <Show
      when={!asked()}
      fallback={<p role="status">{t('find.byMailDone', { email: asked() })}</p>}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextField
          label={t('find.byMail')}
          name="email"
          type="email"
          autocomplete="username"
          maxLength={254}
          hint={t('find.byMailWords')}
          value={email()}
          fault={tried() && !email().trim() ? t('signUp.needEmail') : faultAt(problem(), '/email')}
          onInput={setEmail}
        />
        <Show when={!faultAt(problem(), '/email') && problem()}>
          {(found) => <Failure problem={found()} />}
        </Show>
        <Button type="submit" busy={busy()}>
          {t('find.byMailDo')}
        </Button>
      </form>
    </Show>
  )
}
