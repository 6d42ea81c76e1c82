import { For, type JSX } from 'solid-js'
import type { Usage, UsageRow } from '../../../../server/modules/usage/contract.ts'
import { formatCost, formatNumber } from '../../../i18n/format.ts'
import { type Key, locale, t } from '../../../i18n/index.ts'
import { describeRow, formatSpeech } from './format-usage.ts'

const columns: readonly { label: Key; word: (row: UsageRow) => string }[] = [
  {
    label: 'usage.speech',
    word: (row) => formatSpeech(row.transcribedSeconds + row.ownTranscribedSeconds),
  },
  { label: 'usage.calls', word: (row) => formatNumber(row.modelCalls, locale()) },
  {
    label: 'usage.tokens',
    word: (row) => formatNumber(row.inputTokens + row.outputTokens, locale()),
  },
  {
    label: 'usage.cost',
    word: (row) => formatCost(row.costMicroUsd + row.ownCostMicroUsd, locale()),
  },
  { label: 'usage.requests', word: (row) => formatNumber(row.requests, locale()) },
]

/** API requests are not counted by client, scenario or model. */
const withoutRequests = new Set<Usage['by']>(['client', 'scenario', 'model'])

export function UsageTable(props: { usage: Usage }): JSX.Element {
  const shown = () =>
    columns.filter(
      ({ label }) => label !== 'usage.requests' || !withoutRequests.has(props.usage.by),
    )
  /** The newest day first, as every list of what happened. */
  const rows = () => (props.usage.by === 'day' ? props.usage.data.toReversed() : props.usage.data)
  return (
    <div class="table-frame">
      <table role="table" class="table usage-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{t(`usage.by.${props.usage.by}`)}</th>
            <For each={shown()}>{({ label }) => <th role="columnheader">{t(label)}</th>}</For>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={rows()}>
            {(row) => (
              <tr role="row">
                <th role="rowheader" scope="row">
                  {describeRow(props.usage.by, row)}
                </th>
                <For each={shown()}>
                  {({ label, word }) => (
                    <td role="cell" class="figures">
                      <span class="usage-label" aria-hidden="true">
                        {t(label)}
                      </span>
                      {word(row)}
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}
