import { For, type JSX, Show } from 'solid-js'
import type { Usage } from '../../../../server/modules/usage/contract.ts'
import { formatDay } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { type Bar, type Measure, toBars } from './usage-search.ts'
import { measureOf, formatAmount } from './format-usage.ts'

const heightUnits = 100
const barShare = 0.72

/** Bars of one measure over the days; the figures themselves are in the table. */
export function UsageChart(props: { days: Usage; measure: Measure }): JSX.Element {
  const chart = () =>
    toBars(
      props.days.data.map((row) => ({ key: row.key, amount: measureOf(props.measure, row) })),
      props.days,
    )
  const most = (): Bar =>
    chart().bars.reduce((best, bar) => (bar.amount > best.amount ? bar : best), {
      day: props.days.from,
      amount: 0,
    })
  const dayOf = (day: string): string => formatDay(day, locale())
  const label = (): string =>
    t(chart().areWeeks ? 'usage.chartWeeks' : 'usage.chart', {
      what: t(`usage.${props.measure}`),
      from: dayOf(props.days.from),
      to: dayOf(props.days.to),
      most: formatAmount(props.measure, most().amount),
      day: dayOf(most().day),
    })
  const barWords = ({ day, amount }: Bar): string =>
    t('usage.bar', {
      day: chart().areWeeks ? t('usage.weekOf', { day: dayOf(day) }) : dayOf(day),
      amount: formatAmount(props.measure, amount),
    })
  const height = (amount: number): number =>
    most().amount > 0 ? Math.max(0, (amount / most().amount) * heightUnits) : 0
  return (
    <figure class="usage-chart">
      <span class="usage-most figures" aria-hidden="true">
        <Show when={most().amount > 0}>{formatAmount(props.measure, most().amount)}</Show>
      </span>
      <svg
        role="img"
        aria-label={label()}
        viewBox={`0 0 ${chart().bars.length} ${heightUnits}`}
        preserveAspectRatio="none"
      >
        <For each={chart().bars}>
          {(bar, at) => (
            <g>
              <rect class="usage-place" x={at()} y="0" width="1" height={heightUnits} />
              <rect
                class="usage-bar"
                x={at() + (1 - barShare) / 2}
                y={heightUnits - height(bar.amount)}
                width={barShare}
                height={height(bar.amount)}
              />
              <title>{barWords(bar)}</title>
            </g>
          )}
        </For>
      </svg>
      <figcaption class="usage-ends figures" aria-hidden="true">
        <span>{dayOf(props.days.from)}</span>
        <span>{dayOf(props.days.to)}</span>
      </figcaption>
    </figure>
  )
}
