import { A, useSearchParams } from '@solidjs/router'
import CheckCheck from 'lucide-solid/icons/check-check'
import {
  createEffect,
  createSignal,
  For,
  type JSX,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
} from 'solid-js'
import type { ItemPage } from '../../../server/modules/review/contract.ts'
import { formatDay, formatMoment } from '../../i18n/format.ts'
import { type Key, locale, t } from '../../i18n/index.ts'
import { listItems } from '../../api/items.ts'
import { onLive } from '../../lib/live/live.ts'
import { clients } from '../../lib/lookups.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { Segments } from '../../ui/control/segments.tsx'
import { Badge, type Tone } from '../../ui/display/badge.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { FilterChoice } from '../../features/filters/filter-choice.tsx'
import { itemText } from './item-text.ts'
import { PersonFilter } from './person-filter.tsx'
import './items-page.css'
import { reviewStates, type Track } from '../../../plugins/vocabulary.ts'

type Entry = ItemPage['data'][number]

/** In the order of the choices. */
const trackLabels: Record<Track | 'all', Key> = {
  'action-item': 'items.track.action-item',
  decision: 'items.track.decision',
  commitment: 'items.track.commitment',
  risk: 'items.track.risk',
  question: 'items.track.question',
  all: 'items.track.all',
}
const trackChoices = Object.keys(trackLabels) as (Track | 'all')[]
const tones: Record<Entry['reviewState'], Tone> = {
  proposed: 'neutral',
  accepted: 'ok',
  rejected: 'bad',
}
const pageSize = 50
/** Several changes at once are read together. */
const gatherMs = 300

const one = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

function createItems(filters: () => Record<string, string>) {
  const [data, setData] = createSignal<Entry[]>()
  const [cursor, setCursor] = createSignal<string | null>(null)
  const [problem, setProblem] = createSignal<Problem>()
  let asked = 0
  const read = async (from?: string): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const page = await listItems({ ...filters(), limit: pageSize, cursor: from })
      if (mine !== asked) return
      setData((known) => (from ? [...(known ?? []), ...page.data] : page.data))
      setCursor(page.nextCursor)
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  createEffect(
    on(
      () => JSON.stringify(filters()),
      () => void read(),
    ),
  )
  // Renaming a person sends one event for each meeting.
  let timer: ReturnType<typeof setTimeout> | undefined
  const readSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void read(), gatherMs)
  }
  onCleanup(() => clearTimeout(timer))
  onLive({ itemsChanged: readSoon, reset: readSoon })
  return { data, cursor, problem, read }
}

function ItemRow(props: { entry: Entry }): JSX.Element {
  return (
    <li class="entry">
      <div class="entry-words">
        <A class="entry-link" href={`/meetings/${props.entry.meeting.id}?item=${props.entry.id}`}>
          {itemText(props.entry.value, props.entry.textField)}
        </A>
        <p class="entry-meta">
          <span>{props.entry.meeting.title}</span>
          <Show when={props.entry.meeting.startedAt}>
            {(at) => <span class="figures">{formatMoment(at(), locale())}</span>}
          </Show>
          <Show when={props.entry.owner}>{(name) => <Badge>{name()}</Badge>}</Show>
          <Show when={props.entry.dueOn}>
            {(day) => <Badge>{t('items.due', { day: formatDay(day(), locale()) })}</Badge>}
          </Show>
          <Show when={props.entry.evidenceState !== 'verified'}>
            <Badge tone={props.entry.evidenceState === 'weak' ? 'warn' : 'bad'}>
              {t(`evidence.${props.entry.evidenceState}`)}
            </Badge>
          </Show>
        </p>
      </div>
      <Badge tone={tones[props.entry.reviewState]}>
        {t(`items.status.${props.entry.reviewState}`)}
      </Badge>
    </li>
  )
}

function ItemFilters(props: {
  track: Track | 'all'
  filters: Record<string, string>
  onChange: (change: Record<string, string>) => void
}): JSX.Element {
  return (
    <div class="filters">
      <Segments
        label={t('items.tracks')}
        value={props.track}
        choices={trackChoices.map((value) => ({ value, label: t(trackLabels[value]) }))}
        onChoose={(next) => props.onChange({ track: next })}
      />
      <FilterChoice
        name={t('items.status')}
        value={props.filters['status']}
        choices={reviewStates.map((value) => ({ value, label: t(`items.status.${value}`) }))}
        onChoose={(status) => props.onChange({ status: status ?? '' })}
      />
      <Show when={clients().length > 0}>
        <FilterChoice
          name={t('meetings.filter.client')}
          value={props.filters['clientId']}
          choices={clients().map((client) => ({ value: client.id, label: client.name }))}
          onChoose={(clientId) => props.onChange({ clientId: clientId ?? '' })}
        />
      </Show>
      <PersonFilter
        name={t('items.owner')}
        value={props.filters['ownerId']}
        onChoose={(ownerId) => props.onChange({ ownerId: ownerId ?? '' })}
      />
    </div>
  )
}

export default function ItemsPage(): JSX.Element {
  const [search, setSearch] = useSearchParams()
  const track = (): Track | 'all' =>
    trackChoices.find((known) => known === one(search['track'])) ?? 'action-item'
  const filters = (): Record<string, string> => ({
    track: track() === 'all' ? '' : track(),
    status: one(search['status']),
    clientId: one(search['clientId']),
    ownerId: one(search['ownerId']),
  })
  const items = createItems(filters)
  const filtered = (): boolean =>
    search['track'] !== undefined ||
    ['status', 'clientId', 'ownerId'].some((name) => Boolean(filters()[name]))
  createEffect(() => {
    document.title = `${t('items.title')} · AAM`
  })
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t('items.title')}</h1>
      </header>
      <p class="page-words">{t('items.words')}</p>
      <ItemFilters
        track={track()}
        filters={filters()}
        onChange={(change) => setSearch(change, { replace: true })}
      />
      <Show when={items.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void items.read() }}
          />
        )}
      </Show>
      <Switch>
        <Match when={items.data()?.length}>
          <ul class="entries">
            <For each={items.data()}>{(entry) => <ItemRow entry={entry} />}</For>
          </ul>
          <Show when={items.cursor()}>
            {(cursor) => (
              <Button class="page-more" onClick={() => void items.read(cursor())}>
                {t('action.showMore')}
              </Button>
            )}
          </Show>
        </Match>
        <Match when={items.data()}>
          <EmptyState
            icon={<CheckCheck />}
            title={t(filtered() ? 'items.none.title' : 'items.empty.title')}
            words={t(filtered() ? 'items.none.words' : 'items.empty.words')}
          />
        </Match>
        <Match when={!items.problem()}>
          <Skeleton lines={6} />
        </Match>
      </Switch>
    </div>
  )
}
