import { A } from '@solidjs/router'
import { For, type JSX, Match, onCleanup, Show, Switch } from 'solid-js'
import type { MeetingView } from '../../../../../server/modules/meetings/contract.ts'
import { formatMoment } from '../../../../i18n/format.ts'
import { locale, t } from '../../../../i18n/index.ts'
import { createAct } from '../../../../lib/act.ts'
import { problemOf, RequestFailed } from '../../../../lib/problem.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Field } from '../../../../ui/control/field.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../../ui/overlay/dialog.tsx'
import type { Cost } from '../../cost/cost.ts'
import { CostQuestion } from '../../cost/cost-question.tsx'
import { notSaved } from '../not-saved.ts'
import type { Trials } from '../trials-store.ts'
import { rememberedMeeting, rememberMeeting } from './chosen-meeting.ts'
import { createMeetingSearch, type MeetingSearch } from './meeting-search.ts'
import './choose-meeting.css'

function SearchField(props: { search: MeetingSearch }): JSX.Element {
  return (
    <Field label={t('trials.search')}>
      {(ids) => (
        <input
          class="input"
          id={ids.id}
          type="search"
          name="q"
          autocomplete="off"
          value={props.search.text()}
          onInput={(event) => props.search.type(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && props.search.searchNow()}
        />
      )}
    </Field>
  )
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
        {formatMoment(props.meeting.startedAt ?? props.meeting.createdAt, locale())}
      </span>
    </label>
  )
}

/** No results: either nothing matches, or the organisation has no meeting with a transcript yet. */
function NoChoices(props: { search: MeetingSearch }): JSX.Element {
  const hasMore = (): boolean => props.search.found()?.hasMore ?? false
  return (
    <p class="meeting-choice-none">
      <Show
        when={props.search.query().trim() === '' && !hasMore()}
        fallback={t(hasMore() ? 'trials.moreMeetings' : 'trials.noneByWords')}
      >
        {t('trials.noMeetings')} {t('trials.noMeetingsRemedy')}{' '}
        <A class="link" href="/meetings">
          {t('trials.toMeetings')}
        </A>
      </Show>
    </p>
  )
}

function Choices(props: { search: MeetingSearch; lastId: string | undefined }): JSX.Element {
  let list: HTMLFieldSetElement | undefined
  props.search.onFound(() => list?.querySelector<HTMLInputElement>('input')?.focus())
  return (
    <Switch fallback={<Skeleton lines={4} />}>
      <Match when={props.search.results.error}>
        <Failure
          problem={problemOf(props.search.results.error)}
          action={{
            label: t('action.retry'),
            busy: props.search.results.loading,
            run: () => void props.search.refetch(),
          }}
        />
      </Match>
      <Match when={props.search.found()}>
        <Show
          when={props.search.choices().length > 0}
          fallback={<NoChoices search={props.search} />}
        >
          <fieldset class="meeting-choices" ref={(element) => (list = element)}>
            <legend class="hidden-words">{t('trials.choose')}</legend>
            <For each={props.search.choices()}>
              {(meeting) => (
                <Choice
                  meeting={meeting}
                  isChosen={meeting.id === props.search.chosenId()}
                  isLast={meeting.id === props.lastId}
                  onChoose={() => props.search.choose(meeting.id)}
                />
              )}
            </For>
          </fieldset>
          <Show when={props.search.found()?.hasMore}>
            <p class="meeting-choice-none">{t('trials.moreMeetings')}</p>
          </Show>
        </Show>
      </Match>
    </Switch>
  )
}

/** Asks which meeting the draft is tried on, saves the draft and starts the dry run. */
export default function ChooseMeeting(props: { trials: Trials }): JSX.Element {
  const { draft, dryRun, startDryRun, stop, setChoosing, dryRunCost } = props.trials
  const lastId = dryRun()?.meetingId ?? rememberedMeeting(draft.id)
  const search = createMeetingSearch(lastId)
  const act = createAct()
  let isClosed = false
  onCleanup(() => {
    isClosed = true
  })
  const cost = (): Cost | undefined => {
    const priced = dryRunCost()
    return priced?.meetingId === search.chosenId() ? priced?.cost : undefined
  }
  const start = async (): Promise<void> => {
    const id = search.chosenId()
    if (!id) return
    const outcome = await startDryRun(id)
    if (outcome === 'unsaved') throw new RequestFailed(notSaved(draft))
    if (outcome === 'priced') return
    const started = dryRun()
    // Whoever closed the dialog while the request was on its way does not want the run.
    if (isClosed && started) {
      await stop(started)
      return
    }
    rememberMeeting(draft.id, id)
    setChoosing(false)
  }
  return (
    <Dialog
      title={t('trials.dryRun')}
      onClose={() => setChoosing(false)}
      footer={
        <>
          <Button onClick={() => setChoosing(false)}>{t('action.cancel')}</Button>
          <Button
            look="primary"
            busy={act.busy()}
            disabled={!search.chosenId()}
            onClick={() => void act.run(start)}
          >
            {t(cost() ? 'cost.confirm' : 'trials.run')}
          </Button>
        </>
      }
    >
      <p>{t('trials.chooseWords')}</p>
      <SearchField search={search} />
      <Choices search={search} lastId={lastId} />
      <Show when={cost()}>{(known) => <CostQuestion cost={known()} />}</Show>
      <Show when={act.problem()}>{(what) => <Failure problem={what()} />}</Show>
    </Dialog>
  )
}
