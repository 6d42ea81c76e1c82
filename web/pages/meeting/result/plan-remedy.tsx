import { A } from '@solidjs/router'
import { type JSX, onMount, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { knownBilling, loadBilling } from '../../../features/billing/billing-store.ts'

/** For owners whose recording waits for minutes: where a larger plan is to be had, or their cap to be raised. */
export default function PlanRemedy(): JSX.Element {
  onMount(() => {
    if (!knownBilling()) loadBilling().catch(() => {})
  })
  return (
    <Show when={knownBilling()?.provider === 'stripe'}>
      <Show
        when={knownBilling()?.minutesCap}
        fallback={
          <p>
            {t('remedy.plan')}{' '}
            <A class="link" href="/organisation/plan/change">
              {t('remedy.see')}
            </A>
          </p>
        }
      >
        <p>
          {t('remedy.cap')}{' '}
          <A class="link" href="/organisation/plan">
            {t('remedy.toCap')}
          </A>
        </p>
      </Show>
    </Show>
  )
}
