import { type JSX, onCleanup, Show } from 'solid-js'
import { watchLoadFailure } from '../../lib/load-failure.ts'
import NoticePage from './notice-page.tsx'

/** Replaces a part of the dashboard that did not load, until the reader goes to another page. */
export default function LoadFailurePage(props: { onLeave: () => void }): JSX.Element {
  const watch = watchLoadFailure()
  onCleanup(watch.stop)
  // The router's location is still the previous page, because this one did not load.
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
