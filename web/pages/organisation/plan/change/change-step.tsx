import { A, useNavigate } from '@solidjs/router'
import { createSignal, For, type JSX, onMount, Show } from 'solid-js'
import type { PlanPreview } from '../../../../../server/modules/billing/contract.ts'
import { changePlan, openCheckout, previewPlan } from '../../../../api/billing.ts'
import { inLocale, locale, t } from '../../../../i18n/index.ts'
import { createAct } from '../../../../lib/act.ts'
import { createLatestRead } from '../../../../lib/latest-read.ts'
import { type Problem, problemOf } from '../../../../lib/problem.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { openProviderPage } from '../../../../features/billing/open-provider-page.ts'
import { paymentProblem } from '../../../../features/billing/payment-problem.ts'
import { isNewVersion, type Offer, actionFor } from '../../../../features/billing/payment-state.ts'
import { PortalButton } from '../../paying/portal-button.tsx'
import { formatUtcDate } from '../../../../features/billing/utc-date.ts'
import { formatMoney } from '../../../../features/billing/format-money.ts'
import type { KnownOffers } from './known-offers.ts'
import { PreviewFacts, PreviewLines } from './preview.tsx'
import { describeExceeded } from './describe-exceeded.ts'

/** What a change to one plan means, with the button that makes it. */
export function ChangeStep(props: { known: KnownOffers; offer: Offer }): JSX.Element {
  const [preview, setPreview] = createSignal<PlanPreview>()
  const { problem, read } = createLatestRead(() => previewPlan(props.offer.plan.id), setPreview)
  let heading: HTMLHeadingElement | undefined
  onMount(() => {
    void read()
    heading?.focus()
  })
  const names = () => ({
    from: inLocale(props.known.billing.subscription?.name ?? props.known.billing.plan.name),
    to: inLocale(props.offer.plan.name),
  })
  const title = (): string => {
    const name = names().to
    if (props.offer.isCurrent) return t('offer.payFor', { name })
    return isNewVersion(props.offer, props.known.offers.data)
      ? t('switch.newVersion', { name })
      : t('switch.title', names())
  }
  /** A metered plan cannot be rejoined at once, because its included minutes would be granted twice. */
  const leavesMeter = (): boolean =>
    preview()?.takesEffectAt === null &&
    Boolean(props.known.billing.subscription?.isMetered) &&
    !props.offer.price?.minuteMinorDecimal
  return (
    <section class="form-card change-step" aria-labelledby="change-title">
      <header>
        <h2
          id="change-title"
          tabindex="-1"
          ref={(element) => {
            heading = element
          }}
        >
          {title()}
        </h2>
        <p>{inLocale(props.offer.plan.summary)}</p>
      </header>
      <Show when={problem()}>
        {(failed) => (
          <Failure
            problem={paymentProblem(failed())}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
      <Show when={preview()} fallback={<Show when={!problem()}>{<Skeleton lines={5} />}</Show>}>
        {(known) => (
          <>
            <PreviewFacts preview={known()} names={names()} />
            <Downsides preview={known()} />
            <Show when={leavesMeter()}>
              <p class="change-once">{t('switch.once', { name: names().from })}</p>
            </Show>
            <PreviewLines preview={known()} />
            <Decision
              known={props.known}
              offer={props.offer}
              preview={known()}
              again={() => void read()}
            />
          </>
        )}
      </Show>
    </section>
  )
}

/** Limits that are exceeded and features that are lost. */
function Downsides(props: { preview: PlanPreview }): JSX.Element {
  return (
    <>
      <Show when={props.preview.exceeds.length > 0}>
        <div class="change-notes" role="note">
          <h3>{t('switch.exceeds')}</h3>
          <ul>
            <For each={props.preview.exceeds}>{(one) => <li>{describeExceeded(one)}</li>}</For>
          </ul>
        </div>
      </Show>
      <Show when={props.preview.losesFeatures.length > 0}>
        <div class="change-notes" role="note">
          <h3>{t('switch.loses')}</h3>
          <ul>
            <For each={props.preview.losesFeatures}>
              {(feature) => <li>{t(`offer.feature.${feature}`)}</li>}
            </For>
          </ul>
        </div>
      </Show>
    </>
  )
}

/** Says why the card was declined and offers to use another one. */
function Declined(props: { problem: Problem }): JSX.Element {
  const words = (): string => {
    const reason = props.problem.errors[0]?.detail
    return reason ? t('switch.declinedAs', { reason }) : t('failure.payment_declined')
  }
  return (
    <div class="failure" role="alert" data-declined>
      <div class="failure-body">
        <p class="failure-words">{words()}</p>
        <p class="failure-detail">{t('switch.declined')}</p>
        <PortalButton size="small">{t('switch.otherCard')}</PortalButton>
      </div>
    </div>
  )
}

function Decision(props: {
  known: KnownOffers
  offer: Offer
  preview: PlanPreview
  /** Reads the price again. */
  again: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const { busy, problem, run } = createAct()
  const way = () => actionFor(props.offer, props.known.billing)
  const decide = async (): Promise<void> => {
    const { id } = props.offer.plan
    if (way() === 'checkout') return openProviderPage(() => openCheckout(id))
    await changePlan(id, props.preview).catch((error: unknown) => {
      // The preview may be outdated, or the number of members has changed.
      if (problemOf(error).code === 'conflict') props.again()
      throw error
    })
    navigate(way() === 'cancel' ? '/organisation/plan' : `/organisation/plan?to=${id}`)
  }
  const label = (): string => {
    const name = inLocale(props.offer.plan.name)
    const { takesEffectAt, dueNow } = props.preview
    if (way() === 'checkout') return t('switch.checkout')
    if (takesEffectAt) return t('switch.later', { name, when: formatUtcDate(takesEffectAt) })
    if (way() === 'cancel') return t('switch.endOfMonth', { name })
    if (dueNow.minor > 0) return t('switch.pay', { price: formatMoney(dueNow, locale()) })
    return t('switch.now', { name })
  }
  return (
    <>
      <Show when={problem()}>
        {(found) => (
          <Show
            when={found().code === 'payment_declined'}
            fallback={<Failure problem={paymentProblem(found())} />}
          >
            <Declined problem={found()} />
          </Show>
        )}
      </Show>
      <div class="change-buttons">
        <Button look="primary" busy={busy()} onClick={() => void run(decide)}>
          {label()}
        </Button>
        <A class="button button-quiet button-normal" href="/organisation/plan/change">
          {t('switch.others')}
        </A>
      </div>
    </>
  )
}
