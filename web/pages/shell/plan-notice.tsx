import { A } from '@solidjs/router'
import { createResource, For, type JSX, Show } from 'solid-js'
import type { BillingView } from '../../../server/modules/billing/contract.ts'
import { readBilling } from '../../api/billing.ts'
import { speakOf, t, wordCode } from '../../i18n/index.ts'

/** Its words come along only where there is something to say. */
async function readWarnings(): Promise<BillingView['warnings']> {
  const { warnings } = await readBilling()
  if (warnings.length > 0) await speakOf('governing')
  return warnings
}

/** A quiet line while a limit is nearly, or wholly, used up. Without an answer it says nothing. */
export default function PlanNotice(): JSX.Element {
  const [warnings] = createResource(() => readWarnings().catch(() => []))
  return (
    <Show when={warnings()?.length}>
      <p class="factor-notice" role="note" data-notice="plan">
        <For each={warnings()}>
          {({ name, threshold }) => {
            const what = (): string => wordCode('plan.limit', name) ?? name
            return (
              <>
                {threshold === 100
                  ? t('notice.full', { what: what() })
                  : t('notice.nearly', { what: what(), percent: threshold })}{' '}
              </>
            )
          }}
        </For>
        <A class="link" href="/organisation/plan">
          {t('notice.toPlan')}
        </A>
      </p>
    </Show>
  )
}
