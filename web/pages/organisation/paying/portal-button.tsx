import { type JSX, Show } from 'solid-js'
import { createAct } from '../../../lib/act.ts'
import { Button, type ButtonProps } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { openPaymentPortal } from '../../../features/billing/open-provider-page.ts'
import { paymentProblem } from '../../../features/billing/payment-problem.ts'

/** Opens the provider's page for cards and shows the problem where that fails. */
export function PortalButton(props: {
  look?: ButtonProps['look']
  size?: ButtonProps['size']
  children: JSX.Element
}): JSX.Element {
  const { busy, problem, run } = createAct()
  return (
    <>
      <Button
        {...(props.look ? { look: props.look } : {})}
        {...(props.size ? { size: props.size } : {})}
        busy={busy()}
        onClick={() => void run(openPaymentPortal)}
      >
        {props.children}
      </Button>
      <Show when={problem()}>{(found) => <Failure problem={paymentProblem(found())} />}</Show>
    </>
  )
}
