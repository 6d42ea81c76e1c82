import { useLocation } from '@solidjs/router'
import type { Component, JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { InvoicesPage } from '../invoices/invoices-page.tsx'
import { ChangePage } from '../plan/change/change-page.tsx'
import { PlanPage } from '../plan/plan-page.tsx'
import { UsagePage } from '../usage/usage-page.tsx'

const pages: Record<string, Component> = {
  '/organisation/plan': PlanPage,
  '/organisation/plan/change': ChangePage,
  '/organisation/invoices': InvoicesPage,
  '/organisation/usage': UsagePage,
}

/** The pages of plans, payments and usage share one chunk, which keeps the first page small. */
export default function PayingPages(): JSX.Element {
  const location = useLocation()
  return <Dynamic component={pages[location.pathname.replace(/\/$/, '')]} />
}
