import { type JSX, Show } from 'solid-js'
import type { PlanPreview } from '../../../../../server/modules/billing/contract.ts'
import { locale, t } from '../../../../i18n/index.ts'
import { Fact, Facts } from '../../paying/facts.tsx'
import { InvoiceLines } from '../../paying/invoice-lines.tsx'
import { formatUtcDate } from '../../../../features/billing/utc-date.ts'
import { type Money, formatMoney } from '../../../../features/billing/format-money.ts'

/** A negative amount is credited to the next invoice. */
function describeDue(due: Money): string {
  if (due.minor === 0) return t('switch.nothingNow')
  if (due.minor > 0) return formatMoney(due, locale())
  return t('switch.keptForNext', { price: formatMoney({ ...due, minor: -due.minor }, locale()) })
}

/** What is charged now, the monthly price before and after, and from when. */
export function PreviewFacts(props: {
  preview: PlanPreview
  names: { from: string; to: string }
}): JSX.Element {
  return (
    <>
      <Facts>
        <Fact label={t('switch.dueNow')}>{describeDue(props.preview.dueNow)}</Fact>
        <Fact label={t('switch.takesEffect')}>
          {props.preview.takesEffectAt
            ? formatUtcDate(props.preview.takesEffectAt)
            : t('switch.atOnce')}
        </Fact>
        <Show when={props.preview.monthBefore}>
          {(money) => <Fact label={t('switch.before')}>{formatMoney(money(), locale())}</Fact>}
        </Show>
        <Show when={props.preview.monthAfter}>
          {(money) => <Fact label={t('switch.after')}>{formatMoney(money(), locale())}</Fact>}
        </Show>
        <Show when={props.preview.nextInvoiceAt}>
          {(when) => <Fact label={t('switch.next')}>{formatUtcDate(when())}</Fact>}
        </Show>
      </Facts>
      <Show when={props.preview.takesEffectAt}>
        {(when) => (
          <p>
            {t('switch.willHold', {
              name: props.names.from,
              when: formatUtcDate(when()),
              next: props.names.to,
            })}
          </p>
        )}
      </Show>
    </>
  )
}

/** The lines of the sum, on demand. */
export function PreviewLines(props: { preview: PlanPreview }): JSX.Element {
  return (
    <Show when={props.preview.lines.length > 0}>
      <details class="change-lines">
        <summary>{t('switch.lines')}</summary>
        <InvoiceLines lines={props.preview.lines} />
      </details>
    </Show>
  )
}
