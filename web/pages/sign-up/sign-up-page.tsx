import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import type { SignedUp, SignUpState } from '../../../server/modules/identity/sign-up/contract.ts'
import { signUp } from '../../api/sign-up.ts'
import { faultAt } from '../../i18n/field-fault.ts'
import { locale, t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { createKeptForm, KeptNote } from '../../ui/control/kept-form.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { linkToken } from '../../features/auth/link-token.ts'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { AddressField } from './address-field.tsx'
import { createAddress } from './address-state.ts'
import { TextField } from '../../ui/control/text-field.tsx'
import './sign-up.css'

const pointers = [
  '/organisation/name',
  '/organisation/slug',
  '/owner/name',
  '/owner/email',
  '/owner/password',
]

function createSignUp() {
  const kept = createKeptForm('sign-up')
  const [organisation, setOrganisation] = createSignal('')
  const address = createAddress()
  const [name, setName] = createSignal('')
  const [email, setEmail] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [done, setDone] = createSignal<SignedUp>()
  const isComplete = (): boolean =>
    [organisation(), address.slug(), name(), email(), password()].every((text) => text.trim())
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!isComplete()) return
    setBusy(true)
    setProblem()
    try {
      const invitation = linkToken()
      const made = await signUp({
        organisation: { name: organisation().trim(), slug: address.slug() },
        owner: { name: name().trim(), email: email().trim(), password: password() },
        locale: locale(),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...(invitation ? { invitation } : {}),
      })
      kept.drop()
      if (made.enterUrl) window.location.assign(made.enterUrl)
      else setDone(made)
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }
  /** A field's error: it is empty, or what the server said. */
  const fault = (pointer: string, value: string, missing: string): string | undefined =>
    tried() && !value.trim() ? missing : faultAt(problem(), pointer)
  const otherProblem = (): Problem | undefined =>
    pointers.some((pointer) => faultAt(problem(), pointer)) ? undefined : problem()
  return {
    kept,
    organisation,
    nameOrganisation(value: string) {
      setOrganisation(value)
      address.name(value)
    },
    address,
    name,
    setName,
    email,
    setEmail,
    password,
    setPassword,
    busy,
    done,
    submit,
    fault,
    otherProblem,
  }
}

/** Creates an organisation and its owner in one short form. */
export default function SignUpPage(props: { state: SignUpState }): JSX.Element {
  const form = createSignUp()
  createEffect(() => {
    document.title = `${t('signUp.title')} · AAM`
  })
  return (
    <AuthPage>
      <Show when={form.done()} fallback={<SignUpForm state={props.state} form={form} />}>
        {(made) => (
          <header class="auth-head" role="status">
            <Brand name="AAM" />
            <h1>{t('signUp.mail.title')}</h1>
            <p>
              {t('signUp.mail.words', {
                email: form.email(),
                organisation: form.organisation(),
                address: new URL(made().tenant.url).host,
              })}
            </p>
            <p>{t('signUp.mail.none')}</p>
          </header>
        )}
      </Show>
    </AuthPage>
  )
}

function SignUpForm(props: {
  state: SignUpState
  form: ReturnType<typeof createSignUp>
}): JSX.Element {
  const { form } = props
  return (
    <>
      <header class="auth-head">
        <Brand name="AAM" />
        <h1>{t('signUp.title')}</h1>
        <p>{t(props.state.mode === 'invite' ? 'signUp.byInvitation' : 'signUp.words')}</p>
      </header>
      <form
        noValidate
        ref={(element) => form.kept.attach(element)}
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <TextField
          label={t('signUp.organisation')}
          name="organisation"
          autocomplete="organization"
          maxLength={200}
          autofocus
          value={form.organisation()}
          fault={form.fault(
            '/organisation/name',
            form.organisation(),
            t('signUp.needOrganisation'),
          )}
          onInput={form.nameOrganisation}
        />
        <AddressField
          state={form.address}
          baseHost={props.state.baseHost}
          fault={form.fault('/organisation/slug', form.address.slug(), t('signUp.needAddress'))}
        />
        <TextField
          label={t('signUp.name')}
          name="name"
          autocomplete="name"
          maxLength={200}
          value={form.name()}
          fault={form.fault('/owner/name', form.name(), t('signUp.needName'))}
          onInput={form.setName}
        />
        <TextField
          label={t('signUp.email')}
          name="email"
          type="email"
          autocomplete="username"
          maxLength={254}
          hint={t(props.state.provesEmail ? 'signUp.emailProved' : 'signUp.emailHint')}
          value={form.email()}
          fault={form.fault('/owner/email', form.email(), t('signUp.needEmail'))}
          onInput={form.setEmail}
        />
        <PasswordField
          label={t('signUp.password')}
          name="new-password"
          autocomplete="new-password"
          hint={t('password.hint')}
          value={form.password()}
          fault={form.fault('/owner/password', form.password(), t('password.need'))}
          onInput={form.setPassword}
        />
        <KeptNote kept={form.kept} />
        <Show when={form.otherProblem()}>{(found) => <Failure problem={found()} />}</Show>
        <Button look="primary" type="submit" busy={form.busy()}>
          {t('signUp.do')}
        </Button>
      </form>
      <A class="link" href="/find">
        {t('signUp.toFind')}
      </A>
    </>
  )
}
