import { createEffect, createSignal, type JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { readAuthState, me, signOut } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Brand } from '../../../ui/display/brand.tsx'
import { StepUpHost } from '../../../features/step-up/step-up-host.tsx'
import { AuthPage } from '../../../features/auth/auth-page.tsx'
import { AddFactor, type NewFactor } from './add-factor.tsx'

/** Replaces every page until the required second factor is set up. */
export default function SetUpPage(): JSX.Element {
  const [adding, setAdding] = createSignal<NewFactor>()
  createEffect(() => {
    document.title = `${t('setUp.title')} · AAM`
  })
  return (
    <AuthPage>
      <header class="auth-head">
        <Brand name={me()?.tenant.name ?? 'AAM'} />
        <h1>{t('setUp.title')}</h1>
        <p>{t('setUp.words', { organisation: me()?.tenant.name ?? '' })}</p>
      </header>
      <div class="factor-choice">
        <Button look="primary" onClick={() => setAdding('passkey')}>
          {t('security.passkeyAdd')}
        </Button>
        <p class="field-hint">{t('security.passkeysNone')}</p>
      </div>
      <div class="factor-choice">
        <Button onClick={() => setAdding('app')}>{t('security.appAdd')}</Button>
        <p class="field-hint">{t('security.appNone')}</p>
      </div>
      <button type="button" class="link" onClick={() => void signOut()}>
        {t('setUp.signOut')}
      </button>
      <AddFactor what={adding()} onAdded={readAuthState} onClose={() => setAdding()} />
      <StepUpHost />
    </AuthPage>
  )
}
