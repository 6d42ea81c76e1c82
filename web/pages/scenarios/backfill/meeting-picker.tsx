import Mic from 'lucide-solid/icons/mic'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { scenarioTitle } from '../../../lib/lookups.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { MeetingState } from '../../../features/meetings/meeting-state.tsx'
import { SearchField } from '../../../features/filters/search-field.tsx'
import type { PastMeetings } from './past-meetings.ts'

interface PickerProps {
  meetings: PastMeetings
  scenarioId: string
  version: string
  search: string
  everywhere: boolean
  onSearch: (words: string) => void
  onEverywhere: (wanted: boolean) => void
}

function MeetingChoice(props: { meeting: MeetingView; picker: PickerProps }): JSX.Element {
  const isChosen = (): boolean => props.picker.meetings.chosen().has(props.meeting.id)
  const about = (): string => {
    const { scenario, startedAt, createdAt } = props.meeting
    const when = formatMoment(startedAt ?? createdAt, locale())
    const isSame = scenario.id === props.picker.scenarioId
    const shows =
      isSame && scenario.version === props.picker.version
        ? t('backfill.alreadyOn', { version: scenario.version })
        : `${isSame ? '' : `${scenarioTitle(scenario.id)} `}${scenario.version}`
    return `${when} · ${shows}`
  }
  return (
    <li>
      <label class="past-meeting">
        <input
          type="checkbox"
          checked={isChosen()}
          disabled={!isChosen() && props.picker.meetings.isFull()}
          onChange={(event) =>
            props.picker.meetings.choose(props.meeting, event.currentTarget.checked)
          }
        />
        <span class="past-words">
          <span class="past-title">{props.meeting.title}</span>
          <span class="cell-second figures">{about()}</span>
        </span>
        <MeetingState meeting={props.meeting} brief />
      </label>
    </li>
  )
}

/** Past meetings with a result, several of which can be chosen. */
export function MeetingPicker(props: PickerProps): JSX.Element {
  const { meetings } = props
  const isFiltered = (): boolean => props.search !== '' || !props.everywhere
  return (
    <section class="scenario-part">
      <div class="past-head">
        <h2>{t('backfill.meetings')}</h2>
        <span class="scenario-hint">{t('backfill.most')}</span>
      </div>
      <div class="filters" role="search">
        <SearchField
          label={t('backfill.search')}
          value={props.search}
          onSearch={(words) => props.onSearch(words ?? '')}
        />
        <label class="check">
          <input
            type="checkbox"
            name="everywhere"
            checked={props.everywhere}
            onChange={(event) => props.onEverywhere(event.currentTarget.checked)}
          />
          {t('backfill.allScenarios')}
        </label>
      </div>
      <Show when={meetings.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void meetings.read() }}
          />
        )}
      </Show>
      <Switch>
        <Match when={!meetings.ready()}>
          <Skeleton lines={5} />
        </Match>
        <Match when={meetings.list.rows.length > 0}>
          <div class="past-bulk">
            <span class="scenario-hint figures" role="status">
              {t('backfill.chosen', { count: meetings.chosen().size })}
            </span>
            <Button
              look="quiet"
              size="small"
              onClick={() =>
                meetings.chosen().size > 0 ? meetings.clear() : meetings.chooseShown()
              }
            >
              {t(meetings.chosen().size > 0 ? 'backfill.clear' : 'backfill.all')}
            </Button>
          </div>
          <ul class="past-meetings">
            <For each={meetings.list.rows}>
              {(meeting) => <MeetingChoice meeting={meeting} picker={props} />}
            </For>
          </ul>
        </Match>
        <Match when={!meetings.problem() && !meetings.list.nextCursor}>
          <EmptyState
            icon={<Mic />}
            title={t(isFiltered() ? 'backfill.none.title' : 'backfill.noMeetings.title')}
            words={t(isFiltered() ? 'backfill.none.words' : 'backfill.noMeetings.words')}
          />
        </Match>
      </Switch>
      <Show when={meetings.list.nextCursor}>
        <Button class="page-more" onClick={() => void meetings.more()}>
          {t('action.showMore')}
        </Button>
      </Show>
    </section>
  )
}
