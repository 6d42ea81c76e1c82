import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import type { BillingView } from '../../../../server/modules/billing/contract.ts'
import { keepPlan } from '../../../api/billing.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { loadBilling } from '../../../features/billing/billing-store.ts'
import { paymentProblem } from '../../../features/billing/payment-problem.ts'
import { hasFailed, isPaying, type Offer } from '../../../features/billing/payment-state.ts'
import { PortalButton } from '../paying/portal-button.tsx'
import { formatUtcDate } from '../../../features/billing/utc-date.ts'
import { PlanPrice } from './plan-price.tsx'
import { describeSubscription } from '../../../features/billing/describe-subscription.ts'

/** The current plan, its end, its price and who can change it. */
export function PlanCard(props: { billing: BillingView; offer: Offer | undefined }): JSX.Element {
  const takesCards = (): boolean => props.billing.provider === 'stripe'
  return (
    <section
      class="form-card plan-card"
      data-plan={props.billing.plan.id}
      aria-labelledby="plan-name"
    >
      <header>
        <h2 id="plan-name">{inLocale(props.billing.plan.name)}</h2>
        <p>{inLocale(props.billing.plan.summary)}</p>
      </header>
      <Show when={describeSubscription(props.billing)}>
        {(words) => <p role="note">{words()}</p>}
      </Show>
      <Cancellation billing={props.billing} />
      <Show when={isPaying(props.billing)}>
        <PlanPrice billing={props.billing} offer={props.offer} />
      </Show>
      <Show
        when={takesCards()}
        fallback={
          <p>{t(props.billing.plan.id === 'self-hosted' ? 'plan.selfHosted' : 'plan.noCards')}</p>
        }
      >
        <Actions billing={props.billing} />
      </Show>
    </section>
  )
}

/** Says when the plan ends and offers to keep it. */
function Cancellation(props: { billing: BillingView }): JSX.Element {
  const { busy, problem, run } = createAct()
  const keep = async (name: string): Promise<void> => {
    await keepPlan()
    await loadBilling()
    showToast({ tone: 'plain', words: t('pay.kept', { name }) })
  }
  return (
    <Show when={isPaying(props.billing) && props.billing.subscription?.cancelsAt}>
      {(when) => {
        const name = (): string => inLocale(props.billing.subscription?.name ?? { en: '' })
        return (
          <div class="plan-ends" role="note">
            <p>{t('pay.cancels', { name: name(), when: formatUtcDate(when()) })}</p>
            <Show when={can('billing:write')}>
              <Button size="small" busy={busy()} onClick={() => void run(() => keep(name()))}>
                {t('pay.keep')}
              </Button>
            </Show>
            <Show when={problem()}>{(found) => <Failure problem={paymentProblem(found())} />}</Show>
          </div>
        )
      }}
    </Show>
  )
}

/** Owners pay and change; others are told who does. */
function Actions(props: { billing: BillingView }): JSX.Element {
  const failed = (): boolean => hasFailed(props.billing)
  return (
    <Show when={can('billing:write')} fallback={<p>{t('pay.ownerOnly')}</p>}>
      <Show when={failed()}>
        <p>{t('pay.howTo')}</p>
      </Show>
      <div class="plan-actions">
        <Show when={failed()}>
          <PortalButton look="primary">{t('pay.putRight')}</PortalButton>
        </Show>
        <A
          class={`button button-normal ${failed() ? 'button-plain' : 'button-primary'}`}
          href="/organisation/plan/change"
        >
          {t('pay.change')}
        </A>
        <Show when={isPaying(props.billing) && !failed()}>
          <PortalButton>{t('pay.manage')}</PortalButton>
        </Show>
      </div>
    </Show>
  )
}
