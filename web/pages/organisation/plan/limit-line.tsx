import { type JSX, Show } from 'solid-js'
import type {
  BillingView,
  LimitView,
  UseView,
} from '../../../../server/modules/billing/contract.ts'
import { formatDate } from '../../../i18n/format.ts'
import { locale, t, describeCode } from '../../../i18n/index.ts'
import { formatUtcDate } from '../../../features/billing/utc-date.ts'
import { formatMoney, formatUnitPrice } from '../../../features/billing/format-money.ts'
import { formatLimit } from './format-limit.ts'

/** The percentage from which the bar warns. */
const nearlyFull = 80

/** One limit: its use, its source and what happens beyond it. */
export function LimitLine(props: {
  limit: LimitView
  use: UseView | undefined
  /** The price of each unit beyond the limit, where they are paid for. */
  price: BillingView['minutePrice']
  /** Where those end. */
  cap: BillingView['minutesCap']
}): JSX.Element {
  const shown = (): LimitView =>
    props.cap ? { ...props.limit, limit: props.cap.minutes } : props.limit
  const percent = (): number | null => {
    const { limit } = shown()
    if (limit === null || !props.use) return null
    return limit === 0 ? 100 : Math.min(100, (props.use.used / limit) * 100)
  }
  const level = (): 'calm' | 'near' | 'full' => {
    const value = percent() ?? 0
    return value >= 100 ? 'full' : value >= nearlyFull ? 'near' : 'calm'
  }
  return (
    <li class="plan-limit" data-limit={props.limit.name} data-level={level()}>
      <div class="plan-limit-head">
        <h3>{describeCode('plan.limit', props.limit.name) ?? props.limit.name}</h3>
        <span class="figures">{describeUse(shown(), props.use)}</span>
      </div>
      <Show when={percent() !== null}>
        <div class="plan-bar" aria-hidden="true">
          <span style={{ width: `${percent()}%` }} />
        </div>
      </Show>
      <Show when={props.limit.limit !== null}>
        <p>
          {describeOrigin(props.limit)} {describePast(props.limit, props.price, props.cap)}{' '}
          <Show when={props.use?.startsAgainAt}>
            {(when) => t('plan.again', { when: formatUtcDate(when()) })}
          </Show>
        </p>
      </Show>
      <Show when={props.limit.reason}>
        {(reason) => <p>{t('plan.reason', { reason: reason() })}</p>}
      </Show>
    </li>
  )
}

function describeUse({ name, limit }: LimitView, use: UseView | undefined): string {
  const used = use && formatLimit(name, use.used)
  if (limit === null) return used ? t('plan.usedOnly', { used }) : t('plan.unlimited')
  const most = formatLimit(name, limit)
  return used ? t('plan.used', { used, limit: most }) : t('plan.limitOnly', { limit: most })
}

function describePast(
  { name, limit }: LimitView,
  price: BillingView['minutePrice'],
  cap: BillingView['minutesCap'],
): string | undefined {
  if (!price) return describeCode('plan.at', name)
  const each = formatUnitPrice(price.minorDecimal, price.currency, locale())
  if (!cap) return t('plan.paidMinute', { price: each })
  return t('plan.cappedMinute', {
    price: each,
    included: formatLimit(name, limit ?? 0),
    cap: formatMoney(cap, locale()),
  })
}

function describeOrigin({ origin, until }: LimitView): string {
  if (origin === 'override' && until)
    return t('plan.origin.until', { when: formatDate(until, locale()) })
  return t(`plan.origin.${origin}`)
}
