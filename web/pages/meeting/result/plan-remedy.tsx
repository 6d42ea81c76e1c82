import { A } from '@solidjs/router'
import { type JSX, onMount, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { knownBilling, lookAtBilling } from '../../organisation/paying/billing-store.ts'

/** For owners whose recording waits for minutes: where a larger plan is to be had. */
export default function PlanRemedy(): JSX.Element {
  onMount(() => {
    if (!knownBilling()) lookAtBilling().catch(() => {})
  })
  return (
    <Show when={knownBilling()?.provider === 'stripe'}>
      <p>
        {t('remedy.plan')}{' '}
        <A class="link" href="/organisation/plan/change">
          {t('remedy.see')}
        </A>
      </p>
    </Show>
  )
}
