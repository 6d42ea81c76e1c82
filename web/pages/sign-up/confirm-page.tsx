import { useNavigate } from '@solidjs/router'
import { createEffect, createSignal, type JSX } from 'solid-js'
import { confirmEmail } from '../../api/sign-up.ts'
import { faultAt } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { goOn } from '../../lib/session.ts'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { linkToken } from '../joining/link-token.ts'
import { Gate } from '../sign-in/gate.tsx'
import { GateForm } from '../sign-in/gate-form.tsx'

/** Where the link leads that proves the address of whoever signed up. */
export default function ConfirmPage(): JSX.Element {
  const navigate = useNavigate()
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  createEffect(() => {
    document.title = `${t('confirm.title')} · AAM`
  })
  const fault = (): string | undefined => {
    if (tried() && !password()) return t('signIn.needPassword')
    return faultAt(problem(), '/password') && t('confirm.wrong')
  }
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!password()) return
    await run(async () => {
      const answer = await confirmEmail(linkToken(), password())
      navigate('/start', { replace: true })
      await goOn(answer)
    })
  }
  return (
    <Gate>
      <header class="gate-head">
        <Brand name="AAM" />
        <h1>{t('confirm.title')}</h1>
        <p>{t('confirm.words')}</p>
      </header>
      <GateForm
        action={t('confirm.do')}
        busy={busy()}
        problem={faultAt(problem(), '/password') ? undefined : problem()}
        onSubmit={submit}
      >
        <PasswordField
          label={t('confirm.password')}
          name="password"
          autocomplete="current-password"
          autofocus
          value={password()}
          fault={fault()}
          onInput={setPassword}
        />
      </GateForm>
    </Gate>
  )
}
