import { useLocation } from '@solidjs/router'
import { createResource, type JSX, lazy, Match, Show, Switch } from 'solid-js'
import { readSignUp } from '../../api/sign-up.ts'
import { linkToken } from '../../features/auth/link-token.ts'
import FindOrganisationPage from './find-organisation-page.tsx'

const SignUpPage = lazy(() => import('./sign-up-page.tsx'))

/** The host without an organisation: sign-up, where it is allowed, and a search for one's own organisation. */
export default function BareHostPage(): JSX.Element {
  const location = useLocation()
  const [state] = createResource(() => readSignUp().catch(() => undefined))
  const maySignUp = (): boolean => {
    const mode = state.latest?.mode
    return mode === 'open' || (mode === 'invite' && linkToken() !== '')
  }
  return (
    <Show when={!state.loading}>
      <Switch
        fallback={
          <FindOrganisationPage
            maySignUp={maySignUp()}
            byMail={state.latest?.provesEmail ?? false}
          />
        }
      >
        <Match when={maySignUp() && location.pathname !== '/find' && state.latest}>
          {(found) => <SignUpPage state={found()} />}
        </Match>
      </Switch>
    </Show>
  )
}
