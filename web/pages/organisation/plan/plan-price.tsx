import { type JSX, Show } from 'solid-js'
import type { BillingView } from '../../../../server/modules/billing/contract.ts'
import { formatNumber } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { Fact, Facts } from '../paying/facts.tsx'
import type { Offer } from '../../../features/billing/payment-state.ts'
import { formatUtcDate } from '../../../features/billing/utc-date.ts'
import { times, formatMoney, formatUnitPrice } from '../../../features/billing/format-money.ts'

/** The plan's price with its paid seats, and the date of the next invoice. */
export function PlanPrice(props: { billing: BillingView; offer: Offer | undefined }): JSX.Element {
  const subscription = () => props.billing.subscription
  /** A cancelled plan has one more invoice only where it is metered, for the last minutes. */
  const nextInvoiceAt = () =>
    subscription()?.cancelsAt && !subscription()?.isMetered ? null : subscription()?.periodEndsAt
  const price = () => props.offer?.price ?? undefined
  return (
    <Facts>
      <Show when={price()}>
        {(known) => (
          <>
            <Fact label={t('pay.price')}>
              {t('pay.seatPrice', { price: formatMoney(known().seatMonth, locale()) })}
            </Fact>
            <Show when={subscription()?.seats}>
              {(seats) => (
                <Fact label={t('pay.month')}>
                  {formatMoney(times(known().seatMonth, seats()), locale())}
                </Fact>
              )}
            </Show>
          </>
        )}
      </Show>
      <Show when={subscription()?.seats}>
        {(seats) => <Fact label={t('pay.people')}>{formatNumber(seats(), locale())}</Fact>}
      </Show>
      <Show when={subscription()?.isMetered && price()}>
        {(known) => (
          <Show when={known().minuteMinorDecimal}>
            {(decimal) => (
              <Fact label={t('pay.minutes')}>
                {t('pay.minutePrice', {
                  price: formatUnitPrice(decimal(), known().seatMonth.currency, locale()),
                })}
              </Fact>
            )}
          </Show>
        )}
      </Show>
      <Show when={nextInvoiceAt()}>
        {(when) => <Fact label={t('pay.next')}>{formatUtcDate(when())}</Fact>}
      </Show>
    </Facts>
  )
}
