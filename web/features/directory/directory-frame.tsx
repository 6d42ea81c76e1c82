import Plus from 'lucide-solid/icons/plus'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { can } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { SearchField } from '../filters/search-field.tsx'
import type { Directory } from './directory-store.ts'
import './directory.css'

export const mayEditDirectory = (): boolean => can('directory:write')

/** The frame of a directory page: title, search, states and a button for more rows. */
export function DirectoryFrame<T extends { id: string; rev: number }>(props: {
  title: string
  addLabel: string
  searchLabel: string
  empty: { icon: JSX.Element; title: string; words: string }
  directory: Directory<T>
  search: string
  filters?: JSX.Element
  filtered: boolean
  onSearch: (words: string) => void
  onAdd: () => void
  children: JSX.Element
}): JSX.Element {
  const add = (): JSX.Element => (
    <Show when={mayEditDirectory()}>
      <Button look="primary" onClick={() => props.onAdd()}>
        <Plus />
        {props.addLabel}
      </Button>
    </Show>
  )
  return (
    <div class="page">
      <header class="page-head">
        <h1>{props.title}</h1>
        {add()}
      </header>
      <div class="filters" role="search">
        <SearchField
          label={props.searchLabel}
          value={props.search}
          onSearch={(words) => props.onSearch(words ?? '')}
        />
        {props.filters}
      </div>
      <Show when={props.directory.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void props.directory.read() }}
          />
        )}
      </Show>
      <Switch>
        <Match when={!props.directory.ready()}>
          <Skeleton lines={5} />
        </Match>
        <Match when={props.directory.list.data.length > 0}>
          {props.children}
          <Show when={props.directory.cursor()}>
            {(cursor) => (
              <Button class="page-more" onClick={() => void props.directory.read(cursor())}>
                {t('action.showMore')}
              </Button>
            )}
          </Show>
        </Match>
        <Match when={props.filtered}>
          <EmptyState
            icon={props.empty.icon}
            title={t('directory.none.title')}
            words={t('directory.none.words')}
          />
        </Match>
        <Match when={!props.directory.problem()}>
          <EmptyState
            icon={props.empty.icon}
            title={props.empty.title}
            words={mayEditDirectory() ? props.empty.words : t('meetings.empty.reader')}
          >
            {add()}
          </EmptyState>
        </Match>
      </Switch>
    </div>
  )
}
