import { A, useNavigate, useParams, useSearchParams } from '@solidjs/router'
import Check from 'lucide-solid/icons/check'
import GitCompare from 'lucide-solid/icons/git-compare'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import {
  createEffect,
  createResource,
  createSignal,
  For,
  type JSX,
  Match,
  Show,
  Switch,
} from 'solid-js'
import type { RunView } from '../../../../server/modules/analysis/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../i18n/index.ts'
import { adoptRun } from '../../../api/runs.ts'
import { onLive } from '../../../lib/live/live.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import {
  type CompareRow,
  countRows,
  isAnyAccepted,
  lostAccepted,
  type RowKind,
  rowKinds,
  rowsOf,
  viewOf,
} from './compare-rows.ts'
import { AdoptDialog } from './adopt-dialog.tsx'
import { CompareSection } from './compare-section.tsx'
import { type Compared, type Comparison, readComparison } from './comparison.ts'
import './compare.css'

const describeProvider = ({ provider }: RunView): string =>
  provider === 'extractive' ? t('meeting.extractive') : t('meeting.model', { model: provider })

function RunHead(props: { run: RunView; title: string }): JSX.Element {
  return (
    <div class="compare-run">
      <p class="compare-run-name">
        <strong>
          {props.title} {props.run.scenario.version}
        </strong>
        <Badge tone={props.run.current ? 'accent' : 'neutral'}>
          {t(props.run.current ? 'compare.current' : 'compare.other')}
        </Badge>
      </p>
      <p class="cell-second figures">
        {formatMoment(props.run.createdAt, locale())} · {describeProvider(props.run)}
      </p>
    </div>
  )
}

function Summary(props: { found: Comparison; rows: readonly CompareRow[] }): JSX.Element {
  const counts = () => countRows(props.rows)
  const lost = () => lostAccepted(props.found.view, props.rows)
  return (
    <div class="compare-summary">
      <ul class="compare-counts figures">
        <For each={rowKinds}>
          {(kind) => (
            <li data-kind={kind} classList={{ 'compare-count-none': counts()[kind] === 0 }}>
              {t(`compare.${kind}`, { count: counts()[kind] })}
            </li>
          )}
        </For>
      </ul>
      <Switch>
        <Match when={lost()}>
          {(count) => (
            <p class="compare-lost">
              <TriangleAlert />
              {t('compare.lost', { count: count() })}
            </p>
          )}
        </Match>
        <Match when={lost() === 0 && !isAnyAccepted(props.found.view, props.rows)}>
          <p class="compare-none">{t('compare.noneAccepted')}</p>
        </Match>
        <Match when={lost() === 0}>
          <p class="compare-kept">
            <Check />
            {t('compare.lostNone')}
          </p>
        </Match>
      </Switch>
    </div>
  )
}

/** Adopting is for meetings in review; of an accepted one the page says what comes before. */
function Adopt(props: { found: Comparison; onAsk: () => void }): JSX.Element {
  const other = (): RunView =>
    props.found.view.b.current ? props.found.view.a : props.found.view.b
  return (
    <Show when={can('meetings:write') && !other().current}>
      <Show when={props.found.meeting.status === 'in_review'}>
        <Button onClick={() => props.onAsk()}>
          <Check />
          {t('compare.adopt')}
        </Button>
      </Show>
    </Show>
  )
}

/** Back to where it was opened: the runs over past meetings, or those of the meeting. */
function Crumbs(props: { compared: Compared; found: Comparison }): JSX.Element {
  const [search] = useSearchParams<{ from?: string }>()
  const scenario = () => props.found.view.b.scenario
  const path = (): string => `/scenarios/${encodeURIComponent(scenario().id)}`
  const meeting = (): JSX.Element => (
    <A href={`/meetings/${props.compared.meetingId}?view=runs`}>{props.found.meeting.title}</A>
  )
  return (
    <Show
      when={search.from === 'backfill'}
      fallback={
        <nav class="crumbs" aria-label={t('nav.meetings')}>
          <A href="/meetings">{t('nav.meetings')}</A>
          <span aria-hidden="true"> › </span>
          {meeting()}
        </nav>
      }
    >
      <nav class="crumbs" aria-label={t('nav.scenarios')}>
        <A href="/scenarios">{t('nav.scenarios')}</A>
        <span aria-hidden="true"> › </span>
        <A href={path()}>{inLocale(props.found.scenarios.b.title)}</A>
        <span aria-hidden="true"> › </span>
        <A href={`${path()}/backfill?version=${encodeURIComponent(scenario().version)}`}>
          {t('backfill.title')}
        </A>
        <span aria-hidden="true"> › </span>
        {meeting()}
      </nav>
    </Show>
  )
}

interface ComparedSection {
  name: string
  rows: CompareRow[]
  view: ReturnType<typeof viewOf>
}

/** The sections of both runs, in the order of their scenarios. */
const sectionsOf = ({ view, scenarios }: Comparison): ComparedSection[] =>
  view.sections
    .map((section) => ({
      name: section.name,
      rows: rowsOf(section),
      view: viewOf(section.name, scenarios.a.sections, scenarios.b.sections),
    }))
    .toSorted((a, b) => (a.view?.order ?? 999) - (b.view?.order ?? 999))

function Sections(props: {
  found: Comparison
  all: readonly ComparedSection[]
  shows: 'differences' | 'everything'
}): JSX.Element {
  const isShown = ({ is }: { is: RowKind }): boolean =>
    props.shows === 'everything' || is !== 'same'
  const shown = (): ComparedSection[] =>
    props.all
      .map((section) => ({ ...section, rows: section.rows.filter(isShown) }))
      .filter(({ rows }) => rows.length > 0)
  const isEmpty = (): boolean => props.all.every(({ rows }) => rows.length === 0)
  const heading = (side: 'a' | 'b'): string =>
    `${inLocale(props.found.scenarios[side].title)} ${props.found.view[side].scenario.version}`
  return (
    <Show
      when={shown().length > 0}
      fallback={
        <EmptyState
          icon={<GitCompare />}
          title={t(isEmpty() ? 'compare.empty.title' : 'compare.identical.title')}
          words={t(isEmpty() ? 'compare.empty.words' : 'compare.identical.words')}
        />
      }
    >
      <For each={shown()}>
        {(section) => (
          <CompareSection
            title={section.view ? inLocale(section.view.title) : section.name}
            rows={section.rows}
            view={section.view}
            headings={{ a: heading('a'), b: heading('b') }}
          />
        )}
      </For>
    </Show>
  )
}

function Body(props: { compared: Compared; found: Comparison }): JSX.Element {
  const navigate = useNavigate()
  const [shows, setShows] = createSignal<'differences' | 'everything'>('differences')
  const [asking, setAsking] = createSignal(false)
  const view = () => props.found.view
  const sections = (): ComparedSection[] => sectionsOf(props.found)
  const otherRun = (): string => (view().b.current ? view().a.id : view().b.id)
  const adopt = async (): Promise<void> => {
    await adoptRun(props.compared.meetingId, otherRun())
    showToast({ tone: 'plain', words: t('runs.adopted') })
    navigate(`/meetings/${props.compared.meetingId}`)
  }
  return (
    <>
      <header class="crumbed-head">
        <Crumbs compared={props.compared} found={props.found} />
        <h1>{t('compare.title')}</h1>
        <Adopt found={props.found} onAsk={() => setAsking(true)} />
      </header>
      <p class="page-words">
        {t('compare.nothingChanged')}{' '}
        <Show when={props.found.meeting.status === 'accepted' && can('meetings:write')}>
          {t('compare.adoptNeedsReview')}
        </Show>
      </p>
      <Summary found={props.found} rows={sections().flatMap(({ rows }) => rows)} />
      <Segments
        label={t('compare.show')}
        value={shows()}
        choices={[
          { value: 'differences', label: t('compare.onlyDifferences') },
          { value: 'everything', label: t('compare.everything') },
        ]}
        onChoose={setShows}
      />
      <div class="compare-runs">
        <RunHead run={view().a} title={inLocale(props.found.scenarios.a.title)} />
        <RunHead run={view().b} title={inLocale(props.found.scenarios.b.title)} />
      </div>
      <Sections found={props.found} all={sections()} shows={shows()} />
      <Show when={asking()}>
        <AdoptDialog
          meetingId={props.compared.meetingId}
          runId={otherRun()}
          run={adopt}
          onClose={() => setAsking(false)}
        />
      </Show>
    </>
  )
}

function Compare(props: Compared): JSX.Element {
  const navigate = useNavigate()
  const [found, { refetch }] = createResource(() => readComparison(props))
  const problem = () => problemOf(found.error)
  onLive({
    runChanged: ({ runId }) => void ((runId === props.a || runId === props.b) && refetch()),
    itemsChanged: ({ meetingId }) => void (meetingId === props.meetingId && refetch()),
    meetingChanged: ({ meetingId }) => void (meetingId === props.meetingId && refetch()),
    reset: () => void refetch(),
  })
  createEffect(() => {
    document.title = `${t('compare.title')} · ${settled(found)?.meeting.title ?? ''} · AAM`
  })
  return (
    <div class="page">
      <Switch>
        <Match when={found.error && problem().code === 'wrong_state'}>
          <h1>{t('compare.title')}</h1>
          <p class="page-words" role="status">
            {t('compare.running')}
          </p>
          <Skeleton lines={6} />
        </Match>
        <Match when={found.error}>
          <Failure
            problem={problem()}
            action={
              problem().status === 404
                ? { label: t('missing.go'), run: () => navigate('/meetings') }
                : { label: t('action.retry'), run: () => void refetch() }
            }
          />
        </Match>
        <Match when={settled(found)}>{(known) => <Body compared={props} found={known()} />}</Match>
        <Match when={true}>
          <Skeleton lines={8} />
        </Match>
      </Switch>
    </div>
  )
}

export default function ComparePage(): JSX.Element {
  const params = useParams<{ id: string; a: string; b: string }>()
  return (
    <Show when={`${params.id} ${params.a} ${params.b}`} keyed>
      <Compare meetingId={params.id} a={params.a} b={params.b} />
    </Show>
  )
}
