import { type JSX, lazy, onCleanup, Show, Suspense } from 'solid-js'
import { loadMessages } from '../../i18n/index.ts'
import { asking, askWhenProofIsNeeded } from '../../lib/step-up.ts'

const StepUpDialog = lazy(async () => {
  const [part] = await Promise.all([import('./step-up-dialog.tsx'), loadMessages('organisation')])
  return part
})

/** Where the question comes up who it is, when a request needs to know. */
export function StepUpHost(): JSX.Element {
  askWhenProofIsNeeded()
  // The session has ended meanwhile: whoever comes next is not asked for what somebody wanted before.
  onCleanup(() => asking()?.answer(false))
  return (
    <Suspense>
      <Show when={asking()}>
        {(request) => <StepUpDialog onAnswer={(isProved) => request().answer(isProved)} />}
      </Show>
    </Suspense>
  )
}
