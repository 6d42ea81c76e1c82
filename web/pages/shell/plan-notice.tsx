import { A } from '@solidjs/router'
import { createResource, For, type JSX, Show } from 'solid-js'
import type { BillingView } from '../../../server/modules/billing/contract.ts'
import { readBilling } from '../../api/billing.ts'
import { locale, speakOf, t, wordCode } from '../../i18n/index.ts'
import { wordPrice } from '../../i18n/price.ts'

/** Its words come along only where there is something to say. */
async function readNotice(): Promise<BillingView | null> {
  const billing = await readBilling()
  if (billing.warnings.length === 0) return null
  await speakOf('governing')
  return billing
}

/** A quiet line while a limit is nearly, or wholly, used up. Without an answer it says nothing. */
export default function PlanNotice(): JSX.Element {
  const [billing] = createResource(() => readNotice().catch(() => null))
  return (
    <Show when={billing()}>
      {(known) => (
        <p class="factor-notice" role="note" data-notice="plan">
          <For each={known().warnings}>
            {({ name, threshold }) => (
              <>
                {wordUsed(name, threshold)} {wordPaid(known(), name, threshold)}{' '}
              </>
            )}
          </For>
          <A class="link" href="/organisation/plan">
            {t('notice.toPlan')}
          </A>
        </p>
      )}
    </Show>
  )
}

function wordUsed(name: string, threshold: number): string {
  const what = wordCode('plan.limit', name) ?? name
  return threshold === 100
    ? t('notice.full', { what })
    : t('notice.nearly', { what, percent: threshold })
}

function wordPaid({ minutePrice }: BillingView, name: string, threshold: number): string {
  if (!minutePrice || name !== 'transcribedMinutesPerMonth') return ''
  const price = wordPrice(minutePrice.minorDecimal, minutePrice.currency, locale())
  return t(threshold === 100 ? 'notice.paidMinute' : 'notice.soonPaidMinute', { price })
}
