import ArrowDown from 'lucide-solid/icons/arrow-down'
import ArrowUp from 'lucide-solid/icons/arrow-up'
import Check from 'lucide-solid/icons/check'
import Minus from 'lucide-solid/icons/minus'
import { For, type JSX, Show } from 'solid-js'
import { locale, t, describeCode } from '../../../../i18n/index.ts'
import { compareLimits, type Offer } from '../../../../features/billing/payment-state.ts'
import { formatUnitPrice } from '../../../../features/billing/format-money.ts'
import { formatLimit } from '../format-limit.ts'
import { planFeatures, type PlanFeature } from '../../../../../plugins/vocabulary.ts'

type Limit = Offer['limits'][number]

const limitOf = (offer: Offer | undefined, name: string): Limit | undefined =>
  offer?.limits.find((one) => one.name === name)

/** What happens with minutes past the included ones. */
function describeBeyond({ price }: Offer, { name, limit }: Limit): string | undefined {
  if (name !== 'transcribedMinutesPerMonth') return undefined
  if (limit === null) return t('offer.neverWaits')
  if (!price?.minuteMinorDecimal) return t('offer.thenWaits')
  const { minuteMinorDecimal, seatMonth } = price
  return t('offer.then', {
    price: formatUnitPrice(minuteMinorDecimal, seatMonth.currency, locale()),
  })
}

function Difference(props: { is: 'more' | 'less' }): JSX.Element {
  return (
    <span class={`offer-${props.is}`} title={t(`offer.${props.is}`)}>
      {props.is === 'more' ? <ArrowUp /> : <ArrowDown />}
      <span class="hidden-words">{t(`offer.${props.is}`)}</span>
    </span>
  )
}

/** Each limit, and whether it is more or less than now. */
export function OfferLimits(props: {
  offer: Offer
  current: Offer | undefined
  names: readonly string[]
}): JSX.Element {
  const limits = (): Limit[] => props.names.flatMap((name) => limitOf(props.offer, name) ?? [])
  return (
    <dl class="offer-limits">
      <For each={limits()}>
        {(one) => {
          const difference = () => compareLimits(limitOf(props.current, one.name)?.limit, one.limit)
          return (
            <div data-limit={one.name} data-difference={difference()}>
              <dt>{describeCode('plan.limit', one.name) ?? one.name}</dt>
              <dd class="figures">
                {one.limit === null ? t('plan.unlimited') : formatLimit(one.name, one.limit)}
                <Show when={difference() !== 'same'}>
                  <Difference is={difference() === 'more' ? 'more' : 'less'} />
                </Show>
                <Show when={describeBeyond(props.offer, one)}>
                  {(words) => <span class="offer-beyond">{words()}</span>}
                </Show>
              </dd>
            </div>
          )
        }}
      </For>
    </dl>
  )
}

/** The features that the plan has and lacks. */
export function OfferFeatures(props: { offer: Offer; current: Offer | undefined }): JSX.Element {
  const has = (offer: Offer | undefined, feature: PlanFeature): boolean =>
    offer?.plan.features.includes(feature) ?? false
  const differs = (feature: PlanFeature): boolean =>
    props.current !== undefined && has(props.current, feature) !== has(props.offer, feature)
  return (
    <ul class="offer-features" aria-label={t('offer.features')}>
      <For each={planFeatures}>
        {(feature) => (
          <li data-has={has(props.offer, feature)}>
            {has(props.offer, feature) ? <Check /> : <Minus />}
            <span>
              <span class="hidden-words">
                {t(has(props.offer, feature) ? 'offer.has' : 'offer.hasNot')}{' '}
              </span>
              {t(`offer.feature.${feature}`)}
            </span>
            <Show when={differs(feature)}>
              <Difference is={has(props.offer, feature) ? 'more' : 'less'} />
            </Show>
          </li>
        )}
      </For>
    </ul>
  )
}
