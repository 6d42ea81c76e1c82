import { Navigate, Route, type RouteSectionProps, Router } from '@solidjs/router'
import {
  type Component,
  ErrorBoundary,
  type JSX,
  lazy,
  Match,
  Show,
  Suspense,
  Switch,
} from 'solid-js'
import { type ExtraMessages, loadMessages } from './i18n/index.ts'
import { hasLoadFailed } from './lib/load-failure.ts'
import { can, owesFactor, authState } from './lib/session.ts'
// Not lazily: it is what stands there when another part cannot be loaded.
import LoadFailurePage from './pages/sign-in/load-failure-page.tsx'
import NoticePage from './pages/sign-in/notice-page.tsx'

/** A page whose words the first page does without. */
const withWords = (load: () => Promise<{ default: Component }>, ...words: ExtraMessages[]) =>
  lazy(async () => {
    const [page] = await Promise.all([load(), ...words.map(loadMessages)])
    return page
  })
const authored = (load: () => Promise<{ default: Component }>) => withWords(load, 'authoring')
const organised = (load: () => Promise<{ default: Component }>) => withWords(load, 'organisation')
const governed = (load: () => Promise<{ default: Component }>) =>
  withWords(load, 'organisation', 'governing')

const Shell = lazy(() => import('./pages/shell/shell.tsx'))
const SignInPage = lazy(() => import('./pages/sign-in/sign-in-page.tsx'))
const MeetingsPage = lazy(() => import('./pages/meetings/meetings-page.tsx'))
const MeetingPage = withWords(() => import('./pages/meeting/meeting-page.tsx'), 'transcript')
const ItemsPage = organised(() => import('./pages/items/items-page.tsx'))
const ClientsPage = organised(() => import('./pages/clients/clients-page.tsx'))
const PeoplePage = organised(() => import('./pages/people/people-page.tsx'))
const ScenariosPage = authored(() => import('./pages/scenarios/list/scenarios-page.tsx'))
const ScenarioPage = authored(() => import('./pages/scenarios/scenario/scenario-page.tsx'))
const ChangesPage = authored(() => import('./pages/scenarios/changes/changes-page.tsx'))
const BackfillPage = authored(() => import('./pages/scenarios/backfill/backfill-page.tsx'))
const ComparePage = authored(() => import('./pages/meeting/compare/compare-page.tsx'))
const MembersPage = organised(() => import('./pages/organisation/members/members-page.tsx'))
const KeysPage = governed(() => import('./pages/organisation/keys/keys-page.tsx'))
const NotForYouPage = organised(() => import('./pages/organisation/not-for-you.tsx'))
/** A page that a role may not see asks the server for nothing, which would refuse it and note that. */
const allowed = (permission: string, Page: Component) => (): JSX.Element => (
  <Show when={can(permission)} fallback={<NotForYouPage />}>
    <Page />
  </Show>
)
const ProvidersPage = allowed(
  'settings:read',
  organised(() => import('./pages/organisation/providers/providers-page.tsx')),
)
const AuditPage = allowed(
  'audit:read',
  governed(() => import('./pages/organisation/audit/audit-page.tsx')),
)
const MailPage = allowed(
  'members:write',
  governed(() => import('./pages/organisation/mail/mail-page.tsx')),
)
const SettingsPage = allowed(
  'settings:read',
  organised(() => import('./pages/organisation/settings/settings-page.tsx')),
)
const RetentionPage = allowed(
  'settings:read',
  organised(() => import('./pages/organisation/settings/retention-page.tsx')),
)
const PayingPages = allowed(
  'billing:read',
  governed(() => import('./pages/organisation/paying/paying-pages.tsx')),
)
const YouPage = organised(() => import('./pages/you/you-page.tsx'))
const JoiningPages = organised(() => import('./pages/joining/joining-pages.tsx'))
const SecondStepPage = organised(() => import('./pages/sign-in/second-step-page.tsx'))
const SetUpFactorPage = organised(() => import('./pages/you/factors/set-up-page.tsx'))
const BareHostPage = organised(() => import('./pages/sign-up/bare-host-page.tsx'))
const EnteringPage = organised(() => import('./pages/sign-up/entering-page.tsx'))
const ConfirmPage = organised(() => import('./pages/sign-up/confirm-page.tsx'))
const StartPage = organised(() => import('./pages/sign-up/start-page.tsx'))
const ScenarioEditorPage = authored(() => import('./pages/scenarios/editor/editor-page.tsx'))

/** Whoever holds a link sees what it leads to, signed in or not. */
const linked = ['/join', '/reset', '/forgot', '/email', '/prove']
const openPages = new Set(linked)
/** Links that open an organisation, whoever is here and whether it is open yet. */
const doors = new Set(['/welcome', '/confirm'])

/**
 * Who is not signed in sees the sign-in page in place of what the address names; the address stays,
 * so that signing in leads there.
 */
function Frame(props: RouteSectionProps): JSX.Element {
  const isKnown = (): boolean => ['signed-in', 'signed-out'].includes(authState().is)
  return (
    <ErrorBoundary
      fallback={(_, reset) =>
        hasLoadFailed() ? <LoadFailurePage onLeave={reset} /> : <NoticePage about="broken" />
      }
    >
      <Suspense>
        <Switch>
          <Match when={authState().is !== 'unknown' && doors.has(props.location.pathname)}>
            {props.children}
          </Match>
          <Match when={isKnown() && openPages.has(props.location.pathname)}>{props.children}</Match>
          <Match when={authState().is === 'signed-in' && owesFactor()}>
            <SetUpFactorPage />
          </Match>
          <Match when={authState().is === 'signed-in'}>
            <Shell>{props.children}</Shell>
          </Match>
          <Match when={authState().is === 'signed-out'}>
            <SignInPage />
          </Match>
          <Match when={authState().is === 'second-step'}>
            <SecondStepPage />
          </Match>
          <Match when={authState().is === 'nowhere'}>
            <BareHostPage />
          </Match>
          <Match when={authState().is === 'suspended'}>
            <NoticePage about="suspended" />
          </Match>
          <Match when={authState().is === 'unproved'}>
            <NoticePage about="unproved" />
          </Match>
          <Match when={authState().is === 'unreachable'}>
            <NoticePage about="unreachable" />
          </Match>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  )
}

const ToMembers = (): JSX.Element => <Navigate href="/organisation/members" />

const ToMeetings = (): JSX.Element => <Navigate href="/meetings" />

export function App(): JSX.Element {
  return (
    <Router root={Frame}>
      <Route path="/" component={ToMeetings} />
      <Route path="/sign-in" component={ToMeetings} />
      <Route path="/meetings" component={MeetingsPage} />
      <Route path="/meetings/:id" component={MeetingPage} />
      <Route path="/items" component={ItemsPage} />
      <Route path="/clients" component={ClientsPage} />
      <Route path="/people" component={PeoplePage} />
      <Route path="/scenarios" component={ScenariosPage} />
      <Route path="/meetings/:id/runs/:a/compare/:b" component={ComparePage} />
      <Route path="/scenarios/:id" component={ScenarioPage} />
      <Route path="/scenarios/:id/changes" component={ChangesPage} />
      <Route path="/scenarios/:id/backfill" component={BackfillPage} />
      <Route path="/scenarios/:id/draft" component={ScenarioEditorPage} />
      <Route path="/organisation" component={ToMembers} />
      <Route path="/organisation/members" component={MembersPage} />
      <Route path="/organisation/keys" component={KeysPage} />
      <Route path="/organisation/providers" component={ProvidersPage} />
      <Route path="/organisation/settings" component={SettingsPage} />
      <Route path="/organisation/settings/retention" component={RetentionPage} />
      <Route path="/organisation/audit" component={AuditPage} />
      <Route path="/organisation/mail" component={MailPage} />
      <Route
        path={['plan', 'plan/change', 'invoices', 'usage'].map((page) => `/organisation/${page}`)}
        component={PayingPages}
      />
      <Route path="/you" component={YouPage} />
      <Route path={linked} component={JoiningPages} />
      <Route path="/welcome" component={EnteringPage} />
      <Route path="/confirm" component={ConfirmPage} />
      <Route path="/start" component={StartPage} />
      <Route path="*" component={() => <NoticePage about="missing" />} />
    </Router>
  )
}
