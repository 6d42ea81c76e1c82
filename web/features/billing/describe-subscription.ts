import type { BillingView } from '../../../server/modules/billing/contract.ts'
import { formatDate } from '../../i18n/format.ts'
import { inLocale, locale, t } from '../../i18n/index.ts'
import { hasFailed } from './payment-state.ts'
import { formatUtcDate } from './utc-date.ts'

/** Says since when a payment has failed and until when the plan still holds. */
export function describeFailedPayment({ subscription, lapsed }: BillingView): string {
  const name = inLocale(subscription?.name ?? { en: '' })
  if (lapsed) return t('pay.lapsed', { name })
  const { paidUntil, endsAt } = subscription ?? {}
  if (!paidUntil || !endsAt) return t('pay.pastDueNow', { name })
  return t('pay.pastDue', { name, since: formatUtcDate(paidUntil), when: formatUtcDate(endsAt) })
}

/** Describes the trial or the payment; undefined where there is neither. */
export function describeSubscription(billing: BillingView): string | undefined {
  const { subscription, lapsed } = billing
  if (!subscription) return undefined
  const { status, paidBy, trialEndsAt, paidUntil, endsAt } = subscription
  const day = (iso: string): string => formatDate(iso, locale())
  if (hasFailed(billing)) return describeFailedPayment(billing)
  if (lapsed) return t(`plan.lapsed.${lapsed}`, { name: inLocale(subscription.name) })
  if (status === 'trialing' && trialEndsAt) return t('plan.trial', { when: day(trialEndsAt) })
  if (paidBy !== 'invoice' || !paidUntil || !endsAt) return undefined
  return Date.parse(paidUntil) > Date.now()
    ? t('plan.invoice', { when: day(paidUntil) })
    : t('plan.overdue', { since: day(paidUntil), when: day(endsAt) })
}
