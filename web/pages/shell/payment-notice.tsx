import type { JSX } from 'solid-js'
import type { BillingView } from '../../../server/modules/billing/contract.ts'
import { t } from '../../i18n/index.ts'
import { describeProblem } from '../../i18n/describe-problem.ts'
import { createAct } from '../../lib/act.ts'
import { problemOf } from '../../lib/problem.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { openPaymentPortal } from '../../features/billing/open-provider-page.ts'
import { paymentProblem } from '../../features/billing/payment-problem.ts'
import { describeFailedPayment } from '../../features/billing/describe-subscription.ts'

/** Tells owners that a payment has failed, until it succeeds. */
export function PaymentNotice(props: { billing: BillingView }): JSX.Element {
  const { busy, run } = createAct()
  const putRight = (): Promise<void> =>
    openPaymentPortal().catch((error: unknown) => {
      showToast({ tone: 'bad', words: describeProblem(paymentProblem(problemOf(error))) })
    })
  return (
    <p class="factor-notice" role="note" data-notice="payment">
      {describeFailedPayment(props.billing)}{' '}
      <button type="button" class="link" aria-busy={busy()} onClick={() => void run(putRight)}>
        {t('pay.putRight')}
      </button>
    </p>
  )
}
