import { useSearchParams } from '@solidjs/router'
import FileText from 'lucide-solid/icons/file-text'
import Mic from 'lucide-solid/icons/mic'
import Upload from 'lucide-solid/icons/upload'
import { createEffect, createSignal, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { can } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { DropZone } from '../../features/uploads/drop-zone.tsx'
import type { AddBy } from './add/add-by.ts'
import { MeetingFilterBar } from './meeting-filters.tsx'
import { createMeetings, type MeetingFilters, type Meetings } from './meetings-store.ts'
import { MeetingsTable } from './meetings-table.tsx'

const AddDialog = lazy(() => import('./add/add-dialog.tsx'))

const one = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

function AddButtons(props: { onAdd: (by: AddBy) => void }): JSX.Element {
  return (
    <div class="page-actions">
      <Button onClick={() => props.onAdd('text')}>
        <FileText />
        {t('meetings.paste')}
      </Button>
      <Button look="primary" onClick={() => props.onAdd('file')}>
        <Upload />
        {t('meetings.add')}
      </Button>
    </div>
  )
}

function MeetingList(props: {
  meetings: Meetings
  isFiltered: boolean
  /** Left out for who may not add meetings. */
  onAdd: ((by: AddBy) => void) | undefined
}): JSX.Element {
  return (
    <Switch>
      <Match when={props.meetings.state() === 'loading'}>
        <Skeleton lines={6} />
      </Match>
      <Match when={props.meetings.list.data.length > 0}>
        <MeetingsTable meetings={props.meetings.list.data} />
        <Show when={props.meetings.list.nextCursor}>
          <Button
            class="page-more"
            busy={props.meetings.loadingMore()}
            onClick={() => void props.meetings.more()}
          >
            {t('action.showMore')}
          </Button>
        </Show>
      </Match>
      <Match when={props.meetings.state() === 'ready' && props.isFiltered}>
        <EmptyState
          icon={<Mic />}
          title={t('meetings.none.title')}
          words={t('meetings.none.words')}
        />
      </Match>
      <Match when={props.meetings.state() === 'ready'}>
        <EmptyState
          icon={<Mic />}
          title={t('meetings.empty.title')}
          words={t(props.onAdd ? 'meetings.empty.words' : 'meetings.empty.reader')}
        >
          <Show when={props.onAdd}>{(onAdd) => <AddButtons onAdd={onAdd()} />}</Show>
        </EmptyState>
      </Match>
    </Switch>
  )
}

export default function MeetingsPage(): JSX.Element {
  const [search, setSearch] = useSearchParams()
  const filters = (): MeetingFilters => ({
    q: one(search['q']),
    status: one(search['status']),
    clientId: one(search['clientId']),
    scenario: one(search['scenario']),
  })
  const isFiltered = (): boolean => Object.values(filters()).some(Boolean)
  const meetings = createMeetings(filters)
  const [files, setFiles] = createSignal<File[]>([])
  const addBy = (): AddBy | undefined => {
    const by = one(search['add'])
    return by === 'file' || by === 'text' ? by : undefined
  }
  const openAdd = (by: AddBy, dropped: File[] = []): void => {
    setFiles(dropped)
    setSearch({ add: by })
  }
  const mayAdd = (): boolean => can('meetings:write')
  createEffect(() => {
    document.title = `${t('meetings.title')} · AAM`
  })
  return (
    <DropZone
      label={t('meetings.drop')}
      disabled={!mayAdd() || addBy() !== undefined}
      onFiles={(dropped) => openAdd('file', dropped)}
    >
      <div class="page">
        <header class="page-head">
          <h1>{t('meetings.title')}</h1>
          <Show when={mayAdd()}>
            <AddButtons onAdd={openAdd} />
          </Show>
        </header>
        <p class="hidden-words" role="status">
          {meetings.news()}
        </p>
        <MeetingFilterBar
          filters={filters()}
          onChange={(change) => setSearch({ ...change }, { replace: true })}
        />
        <Show when={meetings.problem()}>
          {(problem) => (
            <Failure
              problem={problem()}
              action={{ label: t('action.retry'), run: () => void meetings.load() }}
            />
          )}
        </Show>
        <MeetingList
          meetings={meetings}
          isFiltered={isFiltered()}
          onAdd={mayAdd() ? openAdd : undefined}
        />
      </div>
      <Suspense>
        <Show when={mayAdd() && addBy()}>
          {(by) => (
            <AddDialog by={by()} files={files()} onClose={() => setSearch({ add: undefined })} />
          )}
        </Show>
      </Suspense>
    </DropZone>
  )
}
