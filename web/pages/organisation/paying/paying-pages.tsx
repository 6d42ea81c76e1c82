import { useLocation } from '@solidjs/router'
import { type JSX, Match, Switch } from 'solid-js'
import { InvoicesPage } from '../invoices/invoices-page.tsx'
import { ChangePage } from '../plan/change/change-page.tsx'
import { PlanPage } from '../plan/plan-page.tsx'
import { UsagePage } from '../usage/usage-page.tsx'

/** The pages of plans, payments and use come together: each one alone would lengthen what every first page loads. */
export default function PayingPages(): JSX.Element {
  const location = useLocation()
  return (
    <Switch fallback={<PlanPage />}>
      <Match when={location.pathname === '/organisation/plan/change'}>
        <ChangePage />
      </Match>
      <Match when={location.pathname === '/organisation/invoices'}>
        <InvoicesPage />
      </Match>
      <Match when={location.pathname === '/organisation/usage'}>
        <UsagePage />
      </Match>
    </Switch>
  )
}
