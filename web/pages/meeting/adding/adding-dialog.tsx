import { type JSX, lazy, Show, Suspense } from 'solid-js'
import { useMeeting } from '../meeting-context.ts'

const AddItemDialog = lazy(() => import('./add-item-dialog.tsx'))

/** The form for a missed item, open while words are selected for it. */
export function AddingDialog(): JSX.Element {
  const { adding } = useMeeting()
  return (
    <Suspense>
      <Show when={adding.cited()} keyed>
        {(cited) => <AddItemDialog cited={cited} onClose={adding.close} />}
      </Show>
    </Suspense>
  )
}
