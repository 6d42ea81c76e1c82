import { A } from '@solidjs/router'
import {
  createEffect,
  createResource,
  createSignal,
  For,
  type JSX,
  Match,
  onCleanup,
  Show,
  Switch,
} from 'solid-js'
import type { MeetingView } from '../../../../../server/modules/meetings/contract.ts'
import { wordMoment } from '../../../../i18n/format.ts'
import { locale, t } from '../../../../i18n/index.ts'
import { listMeetings, readMeeting } from '../../../../api/meetings.ts'
import { ownProblem, type Problem, problemOf } from '../../../../lib/problem.ts'
import { settled } from '../../../../lib/settled.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Field } from '../../../../ui/control/field.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../../ui/overlay/dialog.tsx'
import type { Cost } from '../../cost/cost.ts'
import { CostQuestion } from '../../cost/cost-question.tsx'
import type { Trials } from '../trials-store.ts'
import { rememberedMeeting, rememberMeeting } from './chosen-meeting.ts'
import './choose-meeting.css'

const mostShown = 8
const typingMs = 250

interface Found {
  /** The words that it was found by. */
  q: string
  meetings: MeetingView[]
  hasMore: boolean
}

async function findMeetings(q: string): Promise<Found> {
  const { data, nextCursor } = await listMeetings({
    q: q.trim() || undefined,
    has: 'transcript',
    limit: mostShown,
  })
  return { q, meetings: data, hasMore: nextCursor !== null }
}

async function findRemembered(id: string | undefined): Promise<MeetingView | undefined> {
  if (!id) return undefined
  try {
    const meeting = await readMeeting(id)
    return meeting.hasTranscript ? meeting : undefined
  } catch {
    return undefined
  }
}

function Choice(props: {
  meeting: MeetingView
  isChosen: boolean
  isLast: boolean
  onChoose: () => void
}): JSX.Element {
  return (
    <label class="meeting-choice" classList={{ 'meeting-choice-on': props.isChosen }}>
      <input
        type="radio"
        name="meeting"
        value={props.meeting.id}
        checked={props.isChosen}
        onChange={() => props.onChoose()}
      />
      <span class="meeting-choice-title">{props.meeting.title}</span>
      <span class="meeting-choice-when figures">
        {props.isLast ? `${t('trials.lastTime')} · ` : ''}
        {wordMoment(props.meeting.startedAt ?? props.meeting.createdAt, locale())}
      </span>
    </label>
  )
}

/** Asks on which past meeting the draft is tried, saves the draft and starts. */
export default function ChooseMeeting(props: { trials: Trials }): JSX.Element {
  const { draft, dryRun, startDryRun, stop, setChoosing, dryRunCost } = props.trials
  const lastId = props.trials.dryRun()?.meetingId ?? rememberedMeeting(draft.id)
  const [words, setWords] = createSignal('')
  const [query, setQuery] = createSignal('')
  const [chosen, setChosen] = createSignal(lastId)
  const [busy, setBusy] = createSignal(false)
  const [wantsFocus, setWantsFocus] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [found, { refetch }] = createResource(query, findMeetings)
  const [last] = createResource(() => findRemembered(lastId))
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false
  onCleanup(() => {
    clearTimeout(timer)
    isClosed = true
  })
  const type = (text: string): void => {
    setWords(text)
    setWantsFocus(false)
    clearTimeout(timer)
    timer = setTimeout(() => setQuery(text), typingMs)
  }

  const known = (): Found | undefined => settled(found)
  /** The last one leads while nothing is searched for. */
  const choices = (): MeetingView[] => {
    const tried = query() === '' ? settled(last) : undefined
    const first = tried ? [tried] : []
    const others = (known()?.meetings ?? []).filter(({ id }) => id !== first[0]?.id)
    return [...first, ...others]
  }
  /** Enter leads to what was found, and never starts: a run may cost money. */
  const isOfWords = (): boolean => known()?.q === words() && query() === words()
  const find = (): void => {
    clearTimeout(timer)
    setQuery(words())
    setWantsFocus(true)
  }
  let list: HTMLFieldSetElement | undefined
  createEffect(() => {
    if (!wantsFocus() || found.loading || !isOfWords()) return
    setWantsFocus(false)
    const first = choices()[0]
    if (!first) return
    setChosen(first.id)
    list?.querySelector<HTMLInputElement>('input')?.focus()
  })
  const chosenId = (): string | undefined =>
    choices().find(({ id }) => id === chosen())?.id ?? choices()[0]?.id
  const cost = (): Cost | undefined => {
    const asked = dryRunCost()
    return asked?.meetingId === chosenId() ? asked?.cost : undefined
  }
  const start = async (): Promise<void> => {
    const id = chosenId()
    if (!id || busy()) return
    setBusy(true)
    setProblem()
    try {
      const outcome = await startDryRun(id)
      const begun = dryRun()
      if (outcome === 'started' && isClosed && begun) await stop(begun)
      else if (outcome === 'started') {
        rememberMeeting(draft.id, id)
        setChoosing(false)
      }
      if (outcome === 'unsaved') {
        setProblem(draft.problem() ?? ownProblem('not_saved', 0, t('trials.notSaved')))
      }
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('trials.dryRun')}
      onClose={() => setChoosing(false)}
      footer={
        <>
          <Button onClick={() => setChoosing(false)}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} disabled={!chosenId()} onClick={() => void start()}>
            {t(cost() ? 'cost.confirm' : 'trials.run')}
          </Button>
        </>
      }
    >
      <p>{t('trials.chooseWords')}</p>
      <Field label={t('trials.search')}>
        {(ids) => (
          <input
            class="input"
            id={ids.id}
            type="search"
            name="q"
            autocomplete="off"
            value={words()}
            onInput={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && find()}
          />
        )}
      </Field>
      <Switch fallback={<Skeleton lines={4} />}>
        <Match when={found.error}>
          <Failure
            problem={problemOf(found.error)}
            action={{
              label: t('action.retry'),
              busy: found.loading,
              run: () => void refetch(),
            }}
          />
        </Match>
        <Match when={known()}>
          <Show
            when={choices().length > 0}
            fallback={
              <p class="meeting-choice-none">
                <Show
                  when={query().trim() === '' && !known()?.hasMore}
                  fallback={t(known()?.hasMore ? 'trials.moreMeetings' : 'trials.noneByWords')}
                >
                  {t('trials.noMeetings')} {t('trials.noMeetingsRemedy')}{' '}
                  <A class="link" href="/meetings">
                    {t('trials.toMeetings')}
                  </A>
                </Show>
              </p>
            }
          >
            <fieldset class="meeting-choices" ref={(element) => (list = element)}>
              <legend class="hidden-words">{t('trials.choose')}</legend>
              <For each={choices()}>
                {(meeting) => (
                  <Choice
                    meeting={meeting}
                    isChosen={meeting.id === chosenId()}
                    isLast={meeting.id === lastId}
                    onChoose={() => setChosen(meeting.id)}
                  />
                )}
              </For>
            </fieldset>
            <Show when={known()?.hasMore}>
              <p class="meeting-choice-none">{t('trials.moreMeetings')}</p>
            </Show>
          </Show>
        </Match>
      </Switch>
      <Show when={cost()}>{(known) => <CostQuestion cost={known()} />}</Show>
      <Show when={problem()}>{(what) => <Failure problem={what()} />}</Show>
    </Dialog>
  )
}
