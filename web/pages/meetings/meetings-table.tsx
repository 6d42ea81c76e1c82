import { A } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import { formatDuration, formatMoment } from '../../i18n/format.ts'
import { locale, t } from '../../i18n/index.ts'
import { scenarioTitle } from '../../lib/lookups.ts'
import { Avatars } from '../../ui/display/avatars.tsx'
import { MeetingState } from '../../features/meetings/meeting-state.tsx'
import './meetings-table.css'

function MeetingRow(props: { meeting: MeetingView }): JSX.Element {
  const meeting = (): MeetingView => props.meeting
  return (
    <tr role="row" class="meeting-row">
      <td role="cell" class="meeting-cell-title">
        <A class="meeting-link" href={`/meetings/${meeting().id}`}>
          {meeting().title}
        </A>
        <span class="cell-second">
          {scenarioTitle(meeting().scenario.id)} {meeting().scenario.version}
        </span>
      </td>
      <td role="cell" class="meeting-cell-client">
        {meeting().client?.name ?? <span class="cell-none">–</span>}
      </td>
      <td role="cell" class="meeting-cell-people">
        <Show when={meeting().participants.length > 0} fallback={<span class="cell-none">–</span>}>
          <Avatars names={meeting().participants.map((person) => person.name)} />
        </Show>
      </td>
      <td role="cell" class="meeting-cell-when figures">
        {formatMoment(meeting().startedAt ?? meeting().createdAt, locale())}
        <Show when={meeting().durationMs}>
          {(ms) => <span class="cell-second">{formatDuration(ms(), locale())}</span>}
        </Show>
      </td>
      <td role="cell" class="meeting-cell-state">
        <MeetingState meeting={meeting()} />
      </td>
      <td role="cell" class="meeting-cell-reviewed figures">
        <Show when={meeting().itemCount > 0} fallback={<span class="cell-none">–</span>}>
          <span aria-hidden="true">
            {meeting().decidedCount} / {meeting().itemCount}
          </span>
          <span class="hidden-words">
            {t('meetings.reviewed', { done: meeting().decidedCount, total: meeting().itemCount })}
          </span>
        </Show>
      </td>
    </tr>
  )
}

export function MeetingsTable(props: { meetings: readonly MeetingView[] }): JSX.Element {
  const columns = ['meeting', 'client', 'people', 'when', 'state', 'reviewed'] as const
  return (
    <div class="table-frame">
      <table role="table" class="table meetings-table">
        <thead role="rowgroup">
          <tr role="row">
            <For each={columns}>
              {(column) => (
                <th role="columnheader" scope="col">
                  {t(`meetings.column.${column}`)}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.meetings}>{(meeting) => <MeetingRow meeting={meeting} />}</For>
        </tbody>
      </table>
    </div>
  )
}
