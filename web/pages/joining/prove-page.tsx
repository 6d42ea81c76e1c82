import { useNavigate } from '@solidjs/router'
import { createEffect, createSignal, type JSX } from 'solid-js'
import { confirmEmail } from '../../api/sign-up.ts'
import { faultAt } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { goOn } from '../../lib/session.ts'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { Gate } from '../sign-in/gate.tsx'
import { GateForm } from '../sign-in/gate-form.tsx'
import { linkToken } from './link-token.ts'

/** Where the link leads by which somebody proves the address of their account. */
export default function ProvePage(): JSX.Element {
  const navigate = useNavigate()
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  createEffect(() => {
    document.title = `${t('prove.title')} · AAM`
  })
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!password()) return
    await run(async () => {
      const answer = await confirmEmail(linkToken(), password())
      navigate('/you', { replace: true })
      await goOn(answer)
    })
  }
  return (
    <Gate>
      <header class="gate-head">
        <Brand name="AAM" />
        <h1>{t('prove.title')}</h1>
        <p>{t('prove.words')}</p>
      </header>
      <GateForm
        action={t('prove.do')}
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
          fault={tried() && !password() ? t('prove.need') : faultAt(problem(), '/password')}
          onInput={setPassword}
        />
      </GateForm>
    </Gate>
  )
}
