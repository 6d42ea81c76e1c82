import { A } from '@solidjs/router'
import { createEffect, For, type JSX, onMount } from 'solid-js'
import { type Key, t } from '../../i18n/index.ts'
import { can } from '../../lib/session.ts'
import { knownBilling } from '../../features/billing/billing-store.ts'
import '../../ui/control/tabs.css'
import './organisation.css'

/** The parts of the organisation, each for those whose role shows it. */
const parts: readonly { href: string; label: Key; needs: string; ofPayments?: true }[] = [
  { href: '/organisation/members', label: 'organisation.members', needs: 'members:read' },
  { href: '/organisation/keys', label: 'organisation.keys', needs: 'keys:read' },
  {
    href: '/organisation/providers',
    label: 'organisation.providers',
    needs: 'settings:read',
  },
  { href: '/organisation/mail', label: 'organisation.mail', needs: 'members:write' },
  { href: '/organisation/settings', label: 'organisation.settings', needs: 'settings:read' },
  { href: '/organisation/plan', label: 'organisation.plan', needs: 'billing:read' },
  {
    href: '/organisation/invoices',
    label: 'organisation.invoices',
    needs: 'billing:read',
    ofPayments: true,
  },
  { href: '/organisation/usage', label: 'organisation.usage', needs: 'billing:read' },
  { href: '/organisation/audit', label: 'organisation.audit', needs: 'audit:read' },
]

/** Nobody looks for invoices where nothing is paid for. */
const isShown = ({ needs, ofPayments }: (typeof parts)[number]): boolean =>
  can(needs) && (!ofPayments || knownBilling()?.provider === 'stripe')

/** What the pages of the organisation share: the head, and links to the others. */
export function OrganisationFrame(props: {
  /** What this part is called. */
  title: string
  actions?: JSX.Element
  children: JSX.Element
}): JSX.Element {
  createEffect(() => {
    document.title = `${props.title} · ${t('organisation.title')} · AAM`
  })
  let tabs: HTMLElement | undefined
  // On a phone not all of them fit beside each other.
  onMount(() => {
    const part = tabs?.querySelector<HTMLElement>('.tab-here')
    if (tabs && part)
      tabs.scrollLeft = part.offsetLeft + part.offsetWidth / 2 - tabs.clientWidth / 2
  })
  return (
    <div class="page organisation">
      <header class="page-head">
        <h1>{t('organisation.title')}</h1>
        {props.actions}
      </header>
      <nav
        ref={(element) => {
          tabs = element
        }}
        class="tabs organisation-parts"
        aria-label={t('organisation.parts')}
      >
        <For each={parts.filter(isShown)}>
          {(part) => (
            <A class="tab" activeClass="tab-here" href={part.href}>
              {t(part.label)}
            </A>
          )}
        </For>
      </nav>
      {props.children}
    </div>
  )
}
