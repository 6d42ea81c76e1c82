import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { askToJoin } from '../../api/settings.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { tenantHere, me } from '../../lib/session.ts'
import { TextField } from '../../ui/control/text-field.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { TenantBrand } from '../../features/auth/tenant-brand.tsx'
import { AuthForm } from '../../features/auth/auth-form.tsx'
import { emailFault } from './email-fault.ts'

/** Sends a link to an address of an allowed domain. */
export function AskPage(): JSX.Element {
  const name = (): string => tenantHere()?.name ?? me()?.tenant.name ?? window.location.hostname
  const [email, setEmail] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [sentTo, setSentTo] = createSignal<string>()
  const { busy, problem, run } = createAct()
  createEffect(() => {
    document.title = `${t('ask.title', { organisation: name() })} · AAM`
  })
  const unfit = (): string | undefined => emailFault(email(), t('ask.need'))
  const submit = async (): Promise<void> => {
    setTried(true)
    if (unfit()) return
    await run(async () => {
      await askToJoin(email().trim())
      setSentTo(email().trim())
    })
  }
  return (
    <AuthPage>
      <header class="auth-head">
        <TenantBrand />
        <h1>{sentTo() ? t('ask.done.title') : t('ask.title', { organisation: name() })}</h1>
        <p>{sentTo() ? t('ask.done.words', { email: sentTo() ?? '' }) : t('ask.words')}</p>
      </header>
      <Show when={!sentTo()}>
        <AuthForm
          action={t('ask.do')}
          busy={busy()}
          problem={problemBeside(problem(), '/email')}
          onSubmit={submit}
        >
          <TextField
            label={t('ask.email')}
            name="email"
            type="email"
            autocomplete="email"
            maxLength={254}
            autofocus
            value={email()}
            fault={(tried() && unfit()) || faultAt(problem(), '/email')}
            onInput={setEmail}
          />
        </AuthForm>
      </Show>
      <A class="link" href="/meetings">
        {t('join.toSignIn')}
      </A>
    </AuthPage>
  )
}
