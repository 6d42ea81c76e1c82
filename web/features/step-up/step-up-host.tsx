import { type JSX, lazy, onCleanup, Show, Suspense } from 'solid-js'
import { loadMessages } from '../../i18n/index.ts'
import { asking, askWhenProofIsNeeded } from '../../lib/step-up.ts'

const StepUpDialog = lazy(async () => {
  const [part] = await Promise.all([import('./step-up-dialog.tsx'), loadMessages('organisation')])
  return part
})

/** Shows the step-up dialog while a request waits for it. */
export function StepUpHost(): JSX.Element {
  askWhenProofIsNeeded()
  // The session has ended: the next person must not confirm the previous one's request.
  onCleanup(() => asking()?.answer(false))
  return (
    <Suspense>
      <Show when={asking()}>
        {(request) => <StepUpDialog onAnswer={(isProved) => request().answer(isProved)} />}
      </Show>
    </Suspense>
  )
}
