import { createSignal, type JSX, Match, onCleanup, onMount, Switch } from 'solid-js'
import { refreshBilling } from '../../../api/billing.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { loadBilling } from '../../../features/billing/billing-store.ts'
import { hasArrived } from '../../../features/billing/payment-state.ts'

const pauseMs = 1_500
const maxReads = 12

/** After a payment or a change: says that it takes a moment, until it takes effect. */
export function PaidReturn(props: { planId?: string | undefined }): JSX.Element {
  const [state, setState] = createSignal<'waits' | 'waitsLong' | { name: string }>('waits')
  let looksLeft = maxReads
  onCleanup(() => {
    looksLeft = 0
  })
  const look = async (): Promise<boolean> => {
    await refreshBilling().catch(() => {})
    const billing = await loadBilling().catch(() => undefined)
    if (!billing || !hasArrived(billing, props.planId)) return false
    setState({ name: inLocale(billing.plan.name) })
    return true
  }
  const wait = async (): Promise<void> => {
    while (looksLeft > 0) {
      looksLeft -= 1
      if (await look()) return
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    setState('waitsLong')
  }
  onMount(() => void wait())
  const held = (): { name: string } | undefined => {
    const now = state()
    return typeof now === 'object' ? now : undefined
  }
  return (
    <div class="plan-return" role="status" data-return={held() ? 'holds' : String(state())}>
      <Switch fallback={<p>{t('pay.waits')}</p>}>
        <Match when={held()}>{(known) => <p>{t('pay.holds', known())}</p>}</Match>
        <Match when={state() === 'waitsLong'}>
          <p>{t('pay.waitsLong')}</p>
        </Match>
      </Switch>
    </div>
  )
}
