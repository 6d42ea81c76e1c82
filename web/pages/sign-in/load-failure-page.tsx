import { type JSX, onCleanup, Show } from 'solid-js'
import { watchLoadFailure } from '../../lib/load-failure.ts'
import NoticePage from './notice-page.tsx'

/** Stands where a part of the dashboard should be; going back to a page that is loaded leads away from it. */
export default function LoadFailurePage(props: { onLeave: () => void }): JSX.Element {
  const watch = watchLoadFailure()
  onCleanup(watch.stop)
  // Not the router's location: a page that did not load never became it.
  const leave = (): void => {
    setTimeout(() => props.onLeave())
  }
  window.addEventListener('popstate', leave)
  onCleanup(() => window.removeEventListener('popstate', leave))
  return (
    <Show when={watch.failure()} keyed>
      {(failure) => (
        <NoticePage
          about={failure}
          retry={failure === 'offline' ? { run: watch.askNow, busy: watch.asking } : undefined}
        />
      )}
    </Show>
  )
}
