import { A } from '@solidjs/router'
import ChartColumn from 'lucide-solid/icons/chart-column'
import { createSignal, For, type JSX, Show } from 'solid-js'
import type { MeetingUsage, MeetingUsageRow } from '../../../../server/modules/usage/contract.ts'
import { listUsageByMeeting, type MeetingDays } from '../../../api/usage.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { createPagedList } from '../../../lib/paged-list.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { PagedRows } from '../../../ui/feedback/paged-rows.tsx'
import { formatExactMinutes } from '../paying/format-exact-minutes.ts'

/** The meetings that the transcribed minutes of some days are made of, as exactly as an invoice counts them. */
export function MeetingUsageList(props: { days: MeetingDays }): JSX.Element {
  const [totals, setTotals] = createSignal<MeetingUsage['totals']>()
  const store = createPagedList<MeetingUsageRow, MeetingDays>(
    () => props.days,
    async (days, _limit, cursor) => {
      const page = await listUsageByMeeting(days, cursor)
      setTotals(page.totals)
      return page
    },
  )
  return (
    <>
      <p class="usage-note">{t('usage.meetingWords')}</p>
      <PagedRows
        store={store}
        empty={
          <EmptyState
            icon={<ChartColumn />}
            title={t('usage.empty.title')}
            words={t('usage.empty.words')}
          />
        }
      >
        <div class="table-frame">
          <table role="table" class="table usage-table usage-meetings">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader">{t('usage.meeting')}</th>
                <th role="columnheader">{t('usage.when')}</th>
                <th role="columnheader">{t('usage.minutes')}</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              <For each={store.list.rows}>
                {(row) => <MeetingRow row={row} isAll={props.days.metered === undefined} />}
              </For>
            </tbody>
            <Show when={totals()}>
              {(known) => <Totals totals={known()} isAll={props.days.metered === undefined} />}
            </Show>
          </table>
        </div>
      </PagedRows>
    </>
  )
}

function MeetingRow(props: { row: MeetingUsageRow; isAll: boolean }): JSX.Element {
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <Show when={props.row.title} fallback={t('usage.goneMeeting')}>
          {(title) => (
            <A class="link" href={`/meetings/${props.row.meetingId}`}>
              {title()}
            </A>
          )}
        </Show>
        <Show when={props.row.corrects}>
          <span class="cell-second">{t('usage.correction')}</span>
        </Show>
        <Show when={props.isAll && !props.row.isMetered}>
          <span class="cell-second">{t('usage.notMetered')}</span>
        </Show>
      </th>
      <td role="cell" class="figures">
        <span class="usage-label" aria-hidden="true">
          {t('usage.when')}
        </span>
        {formatMoment(props.row.at, locale())}
      </td>
      <td role="cell" class="figures">
        <span class="usage-label" aria-hidden="true">
          {t('usage.minutes')}
        </span>
        {formatExactMinutes(props.row.seconds)}
      </td>
    </tr>
  )
}

/** Of all rows, those that are not shown yet included. */
function Totals(props: { totals: MeetingUsage['totals']; isAll: boolean }): JSX.Element {
  const hasBoth = (): boolean => props.isAll && props.totals.meteredSeconds > 0
  return (
    <tfoot role="rowgroup">
      <TotalRow
        label={t('usage.total')}
        seconds={props.isAll ? props.totals.seconds : props.totals.meteredSeconds}
      />
      <Show when={hasBoth()}>
        <TotalRow label={t('usage.totalMetered')} seconds={props.totals.meteredSeconds} />
      </Show>
    </tfoot>
  )
}

function TotalRow(props: { label: string; seconds: number }): JSX.Element {
  return (
    <tr role="row" data-total>
      <th role="rowheader" scope="row">
        {props.label}
      </th>
      <td role="cell" class="usage-no-cell" />
      <td role="cell" class="figures">
        {formatExactMinutes(props.seconds)}
      </td>
    </tr>
  )
}
