import { A } from '@solidjs/router'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { inLocale, locale, t } from '../../../../i18n/index.ts'
import { can } from '../../../../lib/session.ts'
import { Badge } from '../../../../ui/display/badge.tsx'
import {
  comparedLimits,
  findOffer,
  hasFailed,
  isNewVersion,
  type Offer,
  ownerActions,
  actionFor,
} from '../../../../features/billing/payment-state.ts'
import { PortalButton } from '../../paying/portal-button.tsx'
import { formatUtcDate } from '../../../../features/billing/utc-date.ts'
import { times, formatMoney } from '../../../../features/billing/format-money.ts'
import { describeFailedPayment } from '../../../../features/billing/describe-subscription.ts'
import type { KnownOffers } from './known-offers.ts'
import { OfferFeatures, OfferLimits } from './offer-contents.tsx'

/** The plans on offer, side by side. */
export function Offers(props: { known: KnownOffers }): JSX.Element {
  const offers = (): Offer[] => props.known.offers.data
  const current = (): Offer | undefined => offers().find(({ isCurrent }) => isCurrent)
  return (
    <>
      <p class="organisation-words">{t('offer.words', { count: props.known.offers.seats })}</p>
      <Show when={!can('billing:write')}>
        <p class="organisation-words">{t('offer.notOwner')}</p>
      </Show>
      <Show when={hasFailed(props.known.billing) && can('billing:write')}>
        <div class="change-notes" role="note">
          <p>
            {describeFailedPayment(props.known.billing)} {t('offer.overdue')}
          </p>
          <PortalButton size="small">{t('pay.putRight')}</PortalButton>
        </div>
      </Show>
      <Show when={props.known.billing.subscription?.paidBy === 'invoice'}>
        <p class="organisation-words">{t('offer.operatorHolds')}</p>
      </Show>
      <ul class="offers">
        <For each={offers()}>
          {(offer) => (
            <li
              class="form-card offer"
              classList={{ 'offer-current': offer.isCurrent }}
              data-offer={offer.plan.id}
            >
              <header>
                <h2>{inLocale(offer.plan.name)}</h2>
                <p>{inLocale(offer.plan.summary)}</p>
                <Show when={isNewVersion(offer, offers())}>
                  <p data-new-version>{t('offer.newVersion')}</p>
                </Show>
              </header>
              <Price offer={offer} seats={props.known.offers.seats} />
              <Choice offer={offer} known={props.known} />
              <OfferLimits offer={offer} current={current()} names={comparedLimits(offers())} />
              <OfferFeatures offer={offer} current={current()} />
            </li>
          )}
        </For>
      </ul>
    </>
  )
}

function Price(props: { offer: Offer; seats: number }): JSX.Element {
  return (
    <div class="offer-price">
      <Show
        when={props.offer.price}
        fallback={
          <strong>
            {t(props.offer.plan.payment === 'invoice' ? 'offer.byInvoice' : 'offer.free')}
          </strong>
        }
      >
        {(price) => (
          <>
            <strong class="figures">
              {t('offer.seat', { price: formatMoney(price().seatMonth, locale()) })}
            </strong>
            <span class="figures">
              {t('offer.all', {
                count: props.seats,
                price: formatMoney(times(price().seatMonth, props.seats), locale()),
              })}
            </span>
          </>
        )}
      </Show>
    </div>
  )
}

/** The button, or why there is none. */
function Choice(props: { offer: Offer; known: KnownOffers }): JSX.Element {
  const way = () => actionFor(props.offer, props.known.billing)
  const name = (): string => inLocale(props.offer.plan.name)
  /** Paying for the current plan gives its newest version. */
  const hasNewer = (): boolean =>
    props.offer.isCurrent && findOffer(props.known.offers.data, props.offer.plan.id) !== props.offer
  return (
    <div class="offer-choice">
      <Switch>
        <Match when={way() === 'current' || hasNewer()}>
          <Badge tone="accent">{t('offer.current')}</Badge>
        </Match>
        <Match when={way() === 'coming' && props.known.billing.subscription?.cancelsAt}>
          {(when) => <Badge>{t('offer.coming', { when: formatUtcDate(when()) })}</Badge>}
        </Match>
        <Match when={props.offer.plan.payment === 'invoice'}>
          <p>{t('offer.operator')}</p>
        </Match>
        <Match when={ownerActions.has(way()) && can('billing:write')}>
          <A
            class="button button-plain button-normal"
            href={`/organisation/plan/change?to=${props.offer.plan.id}`}
          >
            {t(props.offer.isCurrent ? 'offer.payFor' : 'offer.choose', { name: name() })}
          </A>
        </Match>
      </Switch>
    </div>
  )
}
