import { A } from '@solidjs/router'
import { createResource, For, type JSX, Show } from 'solid-js'
import { readBilling } from '../../api/billing.ts'
import { t, wordCode } from '../../i18n/index.ts'

/** A quiet line while a limit is nearly, or wholly, used up. Without an answer it says nothing. */
export default function PlanNotice(): JSX.Element {
  const [warnings] = createResource(() =>
    readBilling().then(
      (billing) => billing.warnings,
      () => [],
    ),
  )
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
