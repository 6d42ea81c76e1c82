import { A } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import { formatDay, formatNumber } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { formatExactMinutes } from './format-exact-minutes.ts'
import { daysOf, hrefOfLine, type Line, secondsTogether } from './lines-of-invoice.ts'
import { formatMoney } from '../../../features/billing/format-money.ts'
import './invoice-lines.css'

const describeLink = (line: Line, lines: readonly Line[]): string =>
  line.part === 'seats'
    ? t('invoice.toMembers')
    : t('invoice.toMeetings', { total: formatExactMinutes(secondsTogether(line, lines)) })

function formatQuantity({ part, quantity }: Line): string {
  if (quantity === null) return ''
  if (part === 'seats') return t('invoice.people', { count: quantity })
  return part === 'minutes' ? formatExactMinutes(quantity) : formatNumber(quantity, locale())
}

function formatDays(line: Line): string {
  const { from, to } = daysOf(line)
  if (from === to) return formatDay(from, locale())
  return t('invoice.days', { from: formatDay(from, locale()), to: formatDay(to, locale()) })
}

function LineRow(props: { line: Line; lines: readonly Line[]; isLinked: boolean }): JSX.Element {
  const href = () => (props.isLinked ? hrefOfLine(props.line) : undefined)
  const isIncluded = (): boolean =>
    props.line.part === 'minutes' && props.line.amount.minor === 0 && !props.line.isProration
  return (
    <tr role="row" data-part={props.line.part}>
      <th role="rowheader" scope="row">
        {t(`invoice.part.${props.line.part}`)}
        <Show when={props.line.part === 'other'}>
          <span class="cell-second">{props.line.description}</span>
        </Show>
        <Show when={props.line.isProration}>
          <span class="cell-second">
            {t(props.line.amount.minor < 0 ? 'invoice.prorationBack' : 'invoice.proration')}
          </span>
        </Show>
        <Show when={isIncluded()}>
          <span class="cell-second">{t('invoice.included')}</span>
        </Show>
        <Show when={href()}>
          {(known) => (
            <A class="link cell-second" href={known()}>
              {describeLink(props.line, props.lines)}
            </A>
          )}
        </Show>
      </th>
      <td role="cell" class="figures" data-label={t('invoice.period')}>
        {formatDays(props.line)}
      </td>
      <td role="cell" class="figures" data-label={t('invoice.quantity')}>
        {formatQuantity(props.line)}
      </td>
      <td role="cell" class="figures" data-label={t('invoice.amount')}>
        {formatMoney(props.line.amount, locale())}
      </td>
    </tr>
  )
}

/** What a sum is made of. */
export function InvoiceLines(props: {
  lines: readonly Line[]
  label?: string
  isLinked?: boolean
}): JSX.Element {
  return (
    <table role="table" class="table invoice-lines" aria-label={props.label}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">{t('invoice.line')}</th>
          <th role="columnheader">{t('invoice.period')}</th>
          <th role="columnheader">{t('invoice.quantity')}</th>
          <th role="columnheader">{t('invoice.amount')}</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        <For each={props.lines}>
          {(line) => <LineRow line={line} lines={props.lines} isLinked={props.isLinked ?? false} />}
        </For>
      </tbody>
    </table>
  )
}
