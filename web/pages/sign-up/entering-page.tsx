import { A, useNavigate } from '@solidjs/router'
import { createEffect, createSignal, type JSX, onMount, Show } from 'solid-js'
import { enterByLink } from '../../api/sign-up.ts'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { continueSignIn } from '../../lib/session.ts'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { linkToken } from '../../features/auth/link-token.ts'
import { AuthPage } from '../../features/auth/auth-page.tsx'

/** Redeems the link to a new organisation and opens its start page. */
export default function EnteringPage(): JSX.Element {
  const navigate = useNavigate()
  const [problem, setProblem] = createSignal<Problem>()
  createEffect(() => {
    document.title = `${t(problem() ? 'entering.failed' : 'entering.title')} · AAM`
  })
  const enter = async (): Promise<void> => {
    setProblem()
    try {
      const answer = await enterByLink(linkToken())
      navigate('/start', { replace: true })
      await continueSignIn(answer)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  onMount(() => void enter())
  return (
    <AuthPage>
      <header class="auth-head" role="status">
        <h1>{t(problem() ? 'entering.failed' : 'entering.title')}</h1>
      </header>
      <Show when={problem()} fallback={<Skeleton lines={2} />}>
        {(found) => (
          <>
            <Failure
              problem={found()}
              action={
                found().code === 'link_over'
                  ? undefined
                  : { label: t('action.retry'), run: () => void enter() }
              }
            />
            <A class="link" href="/meetings">
              {t('join.toSignIn')}
            </A>
          </>
        )}
      </Show>
    </AuthPage>
  )
}
