import { type JSX, Show } from 'solid-js'
import type { Problem } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'

/** A form of a page that is seen before signing in: its fields, what went wrong, and the one button. */
export function AuthForm(props: {
  /** What the button says. */
  action: string
  busy: boolean
  /** What went wrong, unless a field says it. */
  problem: Problem | undefined
  onSubmit: () => Promise<void>
  children: JSX.Element
}): JSX.Element {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void props.onSubmit()
      }}
    >
      {props.children}
      <Show when={props.problem}>{(found) => <Failure problem={found()} />}</Show>
      <Button look="primary" type="submit" busy={props.busy}>
        {props.action}
      </Button>
    </form>
  )
}
