import { type JSX, Show } from 'solid-js'
import type { BillingView } from '../../../../server/modules/billing/contract.ts'
import { wordDate } from '../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../i18n/index.ts'

/** Which plan holds, until when, and who can change it. */
export function PlanCard(props: { billing: BillingView }): JSX.Element {
  const isSelfHosted = (): boolean => props.billing.plan.id === 'self-hosted'
  return (
    <section class="form-card plan-card" data-plan={props.billing.plan.id}>
      <header>
        <h2>{inLocale(props.billing.plan.name)}</h2>
        <p>{inLocale(props.billing.plan.summary)}</p>
      </header>
      <Show when={wordStanding(props.billing)}>{(words) => <p role="note">{words()}</p>}</Show>
      <p>{t(isSelfHosted() ? 'plan.selfHosted' : 'plan.noCards')}</p>
    </section>
  )
}

/** How it stands with trial or payment; undefined where there is neither. */
function wordStanding({ subscription, lapsed }: BillingView): string | undefined {
  if (!subscription) return undefined
  const { status, paidBy, trialEndsAt, paidUntil, endsAt } = subscription
  const day = (iso: string): string => wordDate(iso, locale())
  if (lapsed) return t(`plan.lapsed.${lapsed}`, { name: inLocale(subscription.name) })
  if (status === 'trialing' && trialEndsAt) return t('plan.trial', { when: day(trialEndsAt) })
  if (paidBy !== 'invoice' || !paidUntil || !endsAt) return undefined
  return Date.parse(paidUntil) > Date.now()
    ? t('plan.invoice', { when: day(paidUntil) })
    : t('plan.overdue', { since: day(paidUntil), when: day(endsAt) })
}
