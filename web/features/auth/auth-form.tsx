import { type JSX, Show } from 'solid-js'
import type { Problem } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'

/** A form on a page before sign-in: its fields, the problem and one button. */
export function AuthForm(props: {
  /** The button's text. */
  action: string
  busy: boolean
  /** The problem, unless a field shows it. */
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
