import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { confirmEmailChange } from '../../api/factors.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { readAuthState } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { TenantBrand } from '../../features/auth/tenant-brand.tsx'
import { linkToken } from '../../features/auth/link-token.ts'

/** The page of both links of an e-mail change. Only the button confirms, because mail servers open links, too. */
export default function EmailPage(): JSX.Element {
  const [state, setState] = createSignal<'waiting' | 'changed'>()
  const { busy, problem, run } = createAct()
  createEffect(() => {
    document.title = `${t('emailLink.title')} · AAM`
  })
  const agree = (): Promise<void> =>
    run(async () => {
      const { state: now } = await confirmEmailChange(linkToken())
      setState(now)
      await readAuthState()
    })
  return (
    <AuthPage>
      <header class="auth-head">
        <TenantBrand />
        <h1>{t('emailLink.title')}</h1>
        <p role="status">{t(`emailLink.${state() ?? 'words'}`)}</p>
      </header>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
      <Show
        when={!state() && problem()?.code !== 'link_over'}
        fallback={
          <A class="link" href="/meetings">
            {t('emailLink.go')}
          </A>
        }
      >
        <Button look="primary" busy={busy()} onClick={() => void agree()}>
          {t('emailLink.do')}
        </Button>
      </Show>
    </AuthPage>
  )
}
