import { useSearchParams } from '@solidjs/router'
import { createResource, createSignal, For, type JSX, onMount, Show } from 'solid-js'
import type { BillingView, LimitView } from '../../../../server/modules/billing/contract.ts'
import { readOffers, refreshBilling } from '../../../api/billing.ts'
import { t } from '../../../i18n/index.ts'
import { createLatestRead } from '../../../lib/latest-read.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { knownBilling, loadBilling } from '../../../features/billing/billing-store.ts'
import {
  hasFailed,
  isPaying,
  limitsOfPlans,
  type Offer,
} from '../../../features/billing/payment-state.ts'
import { LimitLine } from './limit-line.tsx'
import { MinutesCap } from './minutes-cap.tsx'
import { PaidReturn } from './paid-return.tsx'
import { PlanCard } from './plan-card.tsx'
import '../../../ui/control/form-card.css'
import './plan.css'

/** Refreshes a failed payment, because the reader may have just fixed it. */
async function readPlan(): Promise<BillingView> {
  const billing = await loadBilling()
  if (!hasFailed(billing) || !can('billing:write')) return billing
  await refreshBilling().catch(() => {})
  return loadBilling()
}

/** The current plan's offer; without it only the price is missing. */
async function readOffer(): Promise<Offer | undefined> {
  const offers = await readOffers().catch(() => undefined)
  return offers?.data.find(({ isCurrent }) => isCurrent)
}

/** The plan, and each limit with its use. */
export function PlanPage(): JSX.Element {
  const [search] = useSearchParams<{ paid: string; to: string }>()
  const [found, setFound] = createSignal<BillingView>()
  const { problem, read } = createLatestRead(readPlan, setFound)
  onMount(() => void read())
  // A payment may take effect while the page is open.
  const billing = (): BillingView | undefined => found() && (knownBilling() ?? found())
  const paidPlan = (): string | undefined => {
    const known = billing()
    return known && isPaying(known) ? known.plan.id : undefined
  }
  const [offer] = createResource(paidPlan, readOffer)
  return (
    <OrganisationFrame title={t('organisation.plan')}>
      <Show when={search.paid || search.to}>
        <PaidReturn planId={search.to} />
      </Show>
      <Show when={problem()}>
        {(failed) => (
          <Failure
            problem={failed()}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
      <Show when={billing()} fallback={<Show when={!problem()}>{<Skeleton lines={8} />}</Show>}>
        {(known) => <Plan billing={known()} offer={settled(offer)} />}
      </Show>
    </OrganisationFrame>
  )
}

function Plan(props: { billing: BillingView; offer: Offer | undefined }): JSX.Element {
  const named = (names: readonly string[]): LimitView[] =>
    names.flatMap((name) => props.billing.limits.find((one) => one.name === name) ?? [])
  const others = (): LimitView[] =>
    props.billing.limits.filter(
      ({ name, limit }) => limit !== null && !limitsOfPlans.includes(name),
    )
  return (
    <div class="plan">
      <PlanCard billing={props.billing} offer={props.offer} />
      <Show when={props.billing.minutePrice}>
        {(price) => <MinutesCap billing={props.billing} price={price()} />}
      </Show>
      <section class="form-card">
        <header>
          <h2>{t('plan.limits')}</h2>
        </header>
        <Lines limits={named(limitsOfPlans)} billing={props.billing} />
      </section>
      <details class="form-card plan-others">
        <summary>{t('plan.others')}</summary>
        <p>{t('plan.othersWords')}</p>
        <Lines limits={others()} billing={props.billing} />
      </details>
    </div>
  )
}

function Lines(props: { limits: readonly LimitView[]; billing: BillingView }): JSX.Element {
  return (
    <ul class="plan-limits">
      <For each={props.limits}>
        {(limit) => (
          <LimitLine
            limit={limit}
            use={props.billing.usage.find(({ name }) => name === limit.name)}
            price={limit.name === 'transcribedMinutesPerMonth' ? props.billing.minutePrice : null}
            cap={limit.name === 'transcribedMinutesPerMonth' ? props.billing.minutesCap : null}
          />
        )}
      </For>
    </ul>
  )
}
