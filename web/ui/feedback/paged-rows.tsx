import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../i18n/index.ts'
import type { Problem } from '../../lib/problem.ts'
import { Button } from '../control/button.tsx'
import { Failure } from './failure.tsx'
import { Skeleton } from './skeleton.tsx'

/** The state of `createPagedList`. */
interface PagedStore {
  list: { rows: readonly unknown[]; nextCursor: string | null }
  ready: () => boolean
  problem: () => Problem | undefined
  loadingMore: () => boolean
  read: () => Promise<void>
  more: () => Promise<void>
}

/** The rows of a paged list, or a failure with a retry, a skeleton, or an empty state. */
export function PagedRows(props: {
  store: PagedStore
  empty: JSX.Element
  children: JSX.Element
}): JSX.Element {
  return (
    <>
      <Show when={props.store.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void props.store.read() }}
          />
        )}
      </Show>
      <Switch>
        <Match when={!props.store.ready()}>
          <Skeleton lines={8} />
        </Match>
        <Match when={props.store.list.rows.length > 0}>
          {props.children}
          <Show when={props.store.list.nextCursor}>
            <Button
              class="page-more"
              busy={props.store.loadingMore()}
              onClick={() => void props.store.more()}
            >
              {t('action.showMore')}
            </Button>
          </Show>
        </Match>
        <Match when={!props.store.problem()}>{props.empty}</Match>
      </Switch>
    </>
  )
}
