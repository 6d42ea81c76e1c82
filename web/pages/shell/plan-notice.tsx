import { A } from '@solidjs/router'
import { createEffect, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js'
import type { BillingView } from '../../../server/modules/billing/contract.ts'
import { locale, loadMessages, t, describeCode } from '../../i18n/index.ts'
import { can } from '../../lib/session.ts'
import { knownBilling, loadBilling } from '../../features/billing/billing-store.ts'
import { hasFailed } from '../../features/billing/payment-state.ts'
import { formatMoney, formatUnitPrice } from '../../features/billing/format-money.ts'
import { PaymentNotice } from './payment-notice.tsx'

const hasSomethingToSay = (billing: BillingView): boolean =>
  billing.warnings.length > 0 || hasFailed(billing)

/** Warns of a failed payment and of limits that are nearly or fully used; empty where billing cannot be read. */
export default function PlanNotice(): JSX.Element {
  const [isWorded, setWorded] = createSignal(false)
  /** Loads the messages only when there is a warning to show. */
  const loadWords = async (): Promise<void> => {
    await loadMessages('governing')
    setWorded(true)
  }
  createEffect(() => {
    const billing = knownBilling()
    if (billing && hasSomethingToSay(billing)) loadWords().catch(() => {})
  })
  const look = (): void => void loadBilling().catch(() => {})
  const refreshWhenVisible = (): void => {
    if (document.visibilityState === 'visible') look()
  }
  onMount(() => {
    look()
    document.addEventListener('visibilitychange', refreshWhenVisible)
  })
  onCleanup(() => document.removeEventListener('visibilitychange', refreshWhenVisible))
  const billing = (): BillingView | undefined => (isWorded() ? knownBilling() : undefined)
  return (
    <Show when={billing()}>
      {(known) => (
        <>
          <Show when={can('billing:write') && hasFailed(known())}>
            <PaymentNotice billing={known()} />
          </Show>
          <Show when={known().warnings.length > 0}>
            <Warnings billing={known()} />
          </Show>
        </>
      )}
    </Show>
  )
}

function Warnings(props: { billing: BillingView }): JSX.Element {
  return (
    <p class="factor-notice" role="note" data-notice="plan">
      <For each={props.billing.warnings}>
        {({ name, threshold }) => (
          <>
            {describeUsed(name, threshold)} {describePaid(props.billing, name, threshold)}{' '}
          </>
        )}
      </For>
      <A class="link" href="/organisation/plan">
        {t('notice.toPlan')}
      </A>
    </p>
  )
}

function describeUsed(name: string, threshold: number): string {
  const what = describeCode('plan.limit', name) ?? name
  return threshold === 100
    ? t('notice.full', { what })
    : t('notice.nearly', { what, percent: threshold })
}

function describePaid(
  { minutePrice, minutesCap }: BillingView,
  name: string,
  threshold: number,
): string {
  if (!minutePrice || name !== 'transcribedMinutesPerMonth') return ''
  if (minutesCap) {
    const cap = formatMoney(minutesCap, locale())
    return t(threshold === 100 ? 'notice.capped' : 'notice.soonCapped', { cap })
  }
  const price = formatUnitPrice(minutePrice.minorDecimal, minutePrice.currency, locale())
  return t(threshold === 100 ? 'notice.paidMinute' : 'notice.soonPaidMinute', { price })
}
