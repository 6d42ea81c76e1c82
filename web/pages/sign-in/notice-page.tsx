import { createEffect, createSignal, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js'
import { loadMessages, t } from '../../i18n/index.ts'
import { Button } from '../../ui/control/button.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'

const ReopenForm = lazy(async () => {
  const [part] = await Promise.all([import('./reopen-form.tsx'), loadMessages('organisation')])
  return part
})

function Suspended(): JSX.Element {
  const [wanted, setWanted] = createSignal(false)
  return (
    <Suspense>
      <Show
        when={wanted()}
        fallback={
          <>
            <Button look="primary" onClick={() => window.location.reload()}>
              {t('action.reload')}
            </Button>
            <button type="button" class="link" onClick={() => setWanted(true)}>
              {t('suspended.reopen')}
            </button>
          </>
        }
      >
        <ReopenForm />
      </Show>
    </Suspense>
  )
}

/** Says why nothing can be shown here, and offers what to do next. */
export default function NoticePage(props: {
  about: 'broken' | 'missing' | 'offline' | 'outdated' | 'suspended' | 'unproved' | 'unreachable'
  /** Replaces the button that reloads the page. */
  retry?: { run: () => void; busy: () => boolean } | undefined
}): JSX.Element {
  createEffect(() => {
    document.title = `${t(`${props.about}.title`)} · AAM`
  })
  return (
    <AuthPage>
      <header class="auth-head">
        <h1>{t(`${props.about}.title`)}</h1>
        <p>{t(`${props.about}.words`)}</p>
      </header>
      <Switch>
        <Match when={props.about === 'suspended'}>
          <Suspended />
        </Match>
        <Match when={props.about === 'missing'}>
          <a class="button button-primary button-normal" href="/meetings">
            {t('missing.go')}
          </a>
        </Match>
        <Match when={props.retry}>
          {(retry) => (
            <Button look="primary" busy={retry().busy()} onClick={() => retry().run()}>
              {t('action.retry')}
            </Button>
          )}
        </Match>
        <Match when={true}>
          <Button look="primary" onClick={() => window.location.reload()}>
            {t('action.reload')}
          </Button>
        </Match>
      </Switch>
    </AuthPage>
  )
}
