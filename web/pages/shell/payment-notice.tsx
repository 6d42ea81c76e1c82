import type { JSX } from 'solid-js'
import type { BillingView } from '../../../server/modules/billing/contract.ts'
import { t } from '../../i18n/index.ts'
import { wordProblem } from '../../i18n/problem-words.ts'
import { createAct } from '../../lib/act.ts'
import { problemOf } from '../../lib/problem.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { leaveForPortal } from '../organisation/paying/leave-for.ts'
import { paymentProblem } from '../organisation/paying/payment-problem.ts'
import { wordFailedPayment } from '../organisation/paying/word-standing.ts'

/** A quiet line for owners while a payment has failed; it stays until that is put right. */
export function PaymentNotice(props: { billing: BillingView }): JSX.Element {
  const { busy, run } = createAct()
  const putRight = (): Promise<void> =>
    leaveForPortal().catch((error: unknown) => {
      showToast({ tone: 'bad', words: wordProblem(paymentProblem(problemOf(error))) })
    })
  return (
    <p class="factor-notice" role="note" data-notice="payment">
      {wordFailedPayment(props.billing)}{' '}
      <button type="button" class="link" aria-busy={busy()} onClick={() => void run(putRight)}>
        {t('pay.putRight')}
      </button>
    </p>
  )
}
