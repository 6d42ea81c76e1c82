import { type JSX, Show } from 'solid-js'
import type {
  BillingView,
  LimitView,
  UseView,
} from '../../../../server/modules/billing/contract.ts'
import { wordDate } from '../../../i18n/format.ts'
import { locale, t, wordCode } from '../../../i18n/index.ts'
import { wordUtcDate } from '../paying/utc-date.ts'
import { wordUnitPrice } from '../paying/word-money.ts'
import { wordAmount } from './word-limit.ts'

/** From so many per cent on the bar says that the end is near. */
const nearlyFull = 80

/** One limit: what is used of it, where it comes from, and what happens past it. */
export function LimitLine(props: {
  limit: LimitView
  use: UseView | undefined
  /** What each one past it costs, where that is paid for. */
  price: BillingView['minutePrice']
}): JSX.Element {
  const percent = (): number | null => {
    const { limit } = props.limit
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
        <h3>{wordCode('plan.limit', props.limit.name) ?? props.limit.name}</h3>
        <span class="figures">{wordUse(props.limit, props.use)}</span>
      </div>
      <Show when={percent() !== null}>
        <div class="plan-bar" aria-hidden="true">
          <span style={{ width: `${percent()}%` }} />
        </div>
      </Show>
      <Show when={props.limit.limit !== null}>
        <p>
          {wordOrigin(props.limit)} {wordPast(props.limit.name, props.price)}{' '}
          <Show when={props.use?.startsAgainAt}>
            {(when) => t('plan.again', { when: wordUtcDate(when()) })}
          </Show>
        </p>
      </Show>
      <Show when={props.limit.reason}>
        {(reason) => <p>{t('plan.reason', { reason: reason() })}</p>}
      </Show>
    </li>
  )
}

function wordUse({ name, limit }: LimitView, use: UseView | undefined): string {
  const used = use && wordAmount(name, use.used)
  if (limit === null) return used ? t('plan.usedOnly', { used }) : t('plan.unlimited')
  const most = wordAmount(name, limit)
  return used ? t('plan.used', { used, limit: most }) : t('plan.limitOnly', { limit: most })
}

function wordPast(name: string, price: BillingView['minutePrice']): string | undefined {
  if (!price) return wordCode('plan.at', name)
  return t('plan.paidMinute', {
    price: wordUnitPrice(price.minorDecimal, price.currency, locale()),
  })
}

function wordOrigin({ origin, until }: LimitView): string {
  if (origin === 'override' && until)
    return t('plan.origin.until', { when: wordDate(until, locale()) })
  return t(`plan.origin.${origin}`)
}
