import { A } from '@solidjs/router'
import Calendar from 'lucide-solid/icons/calendar'
import Check from 'lucide-solid/icons/check'
import Download from 'lucide-solid/icons/download'
import Layers from 'lucide-solid/icons/layers'
import RotateCcw from 'lucide-solid/icons/rotate-ccw'
import Users from 'lucide-solid/icons/users'
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { formatDuration, formatMoment } from '../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { scenarioTitle } from '../../../lib/lookups.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Menu } from '../../../ui/overlay/menu.tsx'
import type { MenuEntry } from '../../../ui/overlay/menu-props.ts'
import { MeetingState } from '../../../features/meetings/meeting-state.tsx'
import { downloadResult } from '../../../api/meetings.ts'
import { downloadTranscript } from '../../../api/transcripts.ts'
import { isWorking } from '../../../features/meetings/describe-state.ts'
import { captionFormats } from '../../../../plugins/vocabulary.ts'
import { useMeeting } from '../meeting-context.ts'
import { MeetingMenu } from './meeting-menu.tsx'
import './meeting-header.css'

const shownPeople = 4

function describeParticipants(meeting: MeetingView): string {
  const names = meeting.participants.map((person) => person.name)
  const shown = names.slice(0, shownPeople).join(', ')
  const count = names.length - shownPeople
  return count > 0 ? t('meeting.peopleMore', { names: shown, count }) : shown
}

function describeProvider(provider: string | undefined): string {
  if (!provider) return ''
  const words =
    provider === 'extractive' ? t('meeting.extractive') : t('meeting.model', { model: provider })
  return ` · ${words}`
}

function MetaLine(props: { meeting: MeetingView }): JSX.Element {
  const { store } = useMeeting()
  const scenario = (): string => {
    const shown = store.state.scenario
    const { id, version } = props.meeting.scenario
    const title = shown ? inLocale(shown.title) : scenarioTitle(id)
    return `${title} ${shown?.version ?? version}${describeProvider(store.state.artifact?.run?.provider)}`
  }
  const when = (): string => {
    const moment = formatMoment(props.meeting.startedAt ?? props.meeting.createdAt, locale())
    const { durationMs } = props.meeting
    return durationMs ? `${moment} · ${formatDuration(durationMs, locale())}` : moment
  }
  return (
    <ul class="meta-line">
      <li class="figures">
        <Calendar />
        {when()}
      </li>
      <li>
        <Layers />
        {scenario()}
      </li>
      <Show when={props.meeting.participants.length > 0}>
        <li>
          <Users />
          {describeParticipants(props.meeting)}
        </li>
      </Show>
    </ul>
  )
}

async function save(download: () => Promise<void>): Promise<void> {
  try {
    await download()
  } catch (error) {
    showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
  }
}

function ExportMenu(props: { meeting: MeetingView }): JSX.Element {
  const result = (format: 'md' | 'json'): MenuEntry => ({
    label: t(`meeting.export.${format}`),
    run: () => void save(() => downloadResult(props.meeting.id, format)),
  })
  const results = (): MenuEntry[] =>
    props.meeting.currentRunId ? [result('md'), result('json')] : []
  const transcripts = (): MenuEntry[] =>
    captionFormats.map((format) => ({
      label: t('meeting.export.transcript', { kind: format.toUpperCase() }),
      run: () => void save(() => downloadTranscript(props.meeting.id, format)),
    }))
  return (
    <Menu
      label={t('meeting.export')}
      triggerClass="button button-plain button-normal"
      trigger={
        <>
          <Download />
          <span class="header-word">{t('meeting.export')}</span>
        </>
      }
      groups={[results(), transcripts()]}
    />
  )
}

function Crumbs(props: { meeting: MeetingView }): JSX.Element {
  return (
    <nav class="crumbs" aria-label={t('nav.meetings')}>
      <A href="/meetings">{t('nav.meetings')}</A>
      <Show when={props.meeting.client}>
        {(client) => (
          <>
            <span aria-hidden="true"> › </span>
            <A href={`/meetings?clientId=${client().id}`}>{client().name}</A>
          </>
        )}
      </Show>
    </nav>
  )
}

/** Accepts or reopens the meeting, whichever it can be. */
function DecideButton(props: {
  status: MeetingView['status']
  undecidedCount: number
  busy: boolean
  onDecide: (decision: 'accept' | 'reopen') => void
}): JSX.Element {
  return (
    <Switch>
      <Match when={props.status === 'in_review'}>
        <Button
          look={props.undecidedCount === 0 ? 'primary' : 'plain'}
          busy={props.busy}
          aria-describedby={props.undecidedCount === 0 ? undefined : 'items-left'}
          onClick={() => props.onDecide('accept')}
        >
          <Check />
          {t('meeting.accept')}
        </Button>
      </Match>
      <Match when={props.status === 'accepted'}>
        <Button busy={props.busy} onClick={() => props.onDecide('reopen')}>
          <RotateCcw />
          {t('meeting.reopen')}
        </Button>
      </Match>
    </Switch>
  )
}

/** Says what keeps the meeting from being accepted, and leads there. */
function ItemsLeft(props: { count: number; isShown: boolean }): JSX.Element {
  const { review, showPane } = useMeeting()
  const showNext = (): void => {
    showPane('result')
    review.focusNextUndecided()
  }
  return (
    <>
      <div class="items-left" role="status">
        <Show when={props.isShown}>
          {t('meeting.itemsLeft', { count: props.count })}
          <Show when={review.mayReview()}>
            <span aria-hidden="true"> · </span>
            <button type="button" class="link" onClick={showNext}>
              {t('meeting.nextLeft')}
            </button>
          </Show>
        </Show>
      </div>
      <span id="items-left" class="hidden-words">
        {t('meeting.itemsLeft', { count: props.count })}
      </span>
    </>
  )
}

export function MeetingHeader(props: {
  meeting: MeetingView
  onDecide: (decision: 'accept' | 'reopen') => Promise<void>
}): JSX.Element {
  const { review } = useMeeting()
  const [busy, setBusy] = createSignal(false)
  const [isAcceptTried, setAcceptTried] = createSignal(false)
  const undecidedCount = (): number =>
    review.mayReview()
      ? review.undecidedCount()
      : props.meeting.itemCount - props.meeting.decidedCount
  const decide = async (decision: 'accept' | 'reopen'): Promise<void> => {
    setAcceptTried(decision === 'accept')
    if (decision === 'accept' && undecidedCount() > 0) return
    setBusy(true)
    await props.onDecide(decision)
    setBusy(false)
  }
  return (
    <header class="meeting-header">
      <Crumbs meeting={props.meeting} />
      <div class="meeting-title">
        <h1 title={props.meeting.title}>{props.meeting.title}</h1>
        <span class="meeting-badge" role="status">
          <Show
            when={!isWorking(props.meeting.status)}
            fallback={<span class="hidden-words">{t(`status.${props.meeting.status}`)}</span>}
          >
            <MeetingState meeting={props.meeting} brief />
          </Show>
        </span>
      </div>
      <div class="meeting-actions">
        <Show when={props.meeting.hasTranscript}>
          <ExportMenu meeting={props.meeting} />
        </Show>
        <Show when={can('meetings:write')}>
          <DecideButton
            status={props.meeting.status}
            undecidedCount={undecidedCount()}
            busy={busy()}
            onDecide={(decision) => void decide(decision)}
          />
          <MeetingMenu meeting={props.meeting} />
        </Show>
      </div>
      <ItemsLeft
        count={undecidedCount()}
        isShown={isAcceptTried() && props.meeting.status === 'in_review' && undecidedCount() > 0}
      />
      <MetaLine meeting={props.meeting} />
    </header>
  )
}
