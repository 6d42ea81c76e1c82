import { createEffect, createResource, For, type JSX, on, Show } from 'solid-js'
import type { MeetingHistory } from '../../../../server/modules/meetings/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { readHistory } from '../../../api/meetings.ts'
import { locale, t, describeCode } from '../../../i18n/index.ts'
import { onLive } from '../../../lib/live/live.ts'
import { problemOf } from '../../../lib/problem.ts'
import { settled } from '../../../lib/settled.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { describeReason, describeState } from '../../../features/meetings/describe-state.ts'
import { useMeeting } from '../meeting-context.ts'
import './tabs.css'

type Entry = MeetingHistory['data'][number]

const describeKind = (entry: Entry): string =>
  describeCode('history.kind', entry.kind.split('.').at(-1) ?? '') ??
  describeState({ ...entry, progress: null })

export default function HistoryTab(): JSX.Element {
  const { store } = useMeeting()
  const [history, { refetch }] = createResource(() => readHistory(store.id))
  createEffect(
    on(
      () => store.state.meeting?.rev,
      () => void refetch(),
      { defer: true },
    ),
  )
  // Naming a speaker changes the history, not the meeting.
  onLive({
    transcriptChanged: ({ meetingId }) => {
      if (meetingId === store.id) void refetch()
    },
  })
  return (
    <Show
      when={!history.error}
      fallback={
        <Failure
          problem={problemOf(history.error)}
          action={{ label: t('action.retry'), run: () => void refetch() }}
        />
      }
    >
      <Show when={settled(history)} fallback={<Skeleton lines={5} />}>
        {(found) => (
          <ol class="history">
            <For each={found().data} fallback={<li>{t('history.empty')}</li>}>
              {(entry) => (
                <li class="history-entry">
                  <time class="history-when figures" datetime={entry.at}>
                    {formatMoment(entry.at, locale())}
                  </time>
                  <div>
                    <p>{describeKind(entry)}</p>
                    <For each={entry.renamed}>
                      {({ from, to }) => (
                        <p class="history-reason">{t('history.renamed', { from, to })}</p>
                      )}
                    </For>
                    <Show when={describeReason({ ...entry, progress: null })}>
                      {(reason) => <p class="history-reason">{reason()}</p>}
                    </Show>
                  </div>
                  <span class="history-actor">{entry.actor?.name ?? t('history.system')}</span>
                </li>
              )}
            </For>
          </ol>
        )}
      </Show>
    </Show>
  )
}
