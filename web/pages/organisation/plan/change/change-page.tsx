import { A, useSearchParams } from '@solidjs/router'
import { createSignal, type JSX, Match, onMount, Show, Switch } from 'solid-js'
import { readOffers } from '../../../../api/billing.ts'
import { t } from '../../../../i18n/index.ts'
import { createLatestRead } from '../../../../lib/latest-read.ts'
import { can } from '../../../../lib/session.ts'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { OrganisationFrame } from '../../organisation-frame.tsx'
import { loadBilling } from '../../../../features/billing/billing-store.ts'
import { paymentProblem } from '../../../../features/billing/payment-problem.ts'
import {
  findOffer,
  type Offer,
  ownerActions,
  actionFor,
} from '../../../../features/billing/payment-state.ts'
import { ChangeStep } from './change-step.tsx'
import type { KnownOffers } from './known-offers.ts'
import { Offers } from './offers.tsx'
import './change.css'

async function readBoth(): Promise<KnownOffers> {
  const [billing, offers] = await Promise.all([loadBilling(), readOffers()])
  return { billing, offers }
}

/** All plans side by side or, where the address names one, what changing to it means. */
export function ChangePage(): JSX.Element {
  const [search] = useSearchParams<{ to: string }>()
  const [known, setKnown] = createSignal<KnownOffers>()
  const { problem, read } = createLatestRead(readBoth, setKnown)
  onMount(() => void read())
  return (
    <OrganisationFrame title={t('pay.change')}>
      <p>
        <A class="link" href="/organisation/plan">
          {t('offer.back')}
        </A>
      </p>
      <Show when={problem()}>
        {(failed) => (
          <Failure
            problem={paymentProblem(failed())}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
      <Show when={known()} fallback={<Show when={!problem()}>{<Skeleton lines={8} />}</Show>}>
        {(both) => <Change known={both()} to={search.to} />}
      </Show>
    </OrganisationFrame>
  )
}

/** The plan in the address, where an owner can choose it. */
function chosenOf({ billing, offers }: KnownOffers, to: string | undefined): Offer | undefined {
  const offer = findOffer(offers.data, to)
  const isOpen = offer && ownerActions.has(actionFor(offer, billing))
  return isOpen && can('billing:write') ? offer : undefined
}

function Change(props: { known: KnownOffers; to: string | undefined }): JSX.Element {
  const chosen = (): Offer | undefined => chosenOf(props.known, props.to)
  const isNothing = (): boolean => props.known.billing.provider === 'none'
  return (
    <Switch>
      <Match when={isNothing()}>
        <p class="organisation-words">
          {t(props.known.billing.plan.id === 'self-hosted' ? 'plan.selfHosted' : 'pay.nothingHere')}
        </p>
      </Match>
      <Match when={chosen()} keyed>
        {(offer) => <ChangeStep known={props.known} offer={offer} />}
      </Match>
      <Match when={!chosen()}>
        <Show when={props.to && !props.known.offers.data.some(({ plan }) => plan.id === props.to)}>
          <p role="status">{t('offer.gone')}</p>
        </Show>
        <Offers known={props.known} />
      </Match>
    </Switch>
  )
}
