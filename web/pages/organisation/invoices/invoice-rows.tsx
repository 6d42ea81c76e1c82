import ChevronRight from 'lucide-solid/icons/chevron-right'
import { createSignal, createUniqueId, type JSX, Show } from 'solid-js'
import type { Invoice } from '../../../api/billing.ts'
import { locale, t } from '../../../i18n/index.ts'
import { Badge, type Tone } from '../../../ui/display/badge.tsx'
import { InvoiceLines } from '../paying/invoice-lines.tsx'
import { formatUtcDate } from '../../../features/billing/utc-date.ts'
import { formatMoney } from '../../../features/billing/format-money.ts'

const tones: Record<Invoice['status'], Tone> = {
  draft: 'neutral',
  open: 'warn',
  paid: 'ok',
  uncollectible: 'bad',
  void: 'neutral',
}

/** An invoice with its lines below, once opened. */
export function InvoiceRows(props: { invoice: Invoice }): JSX.Element {
  const [isOpen, setOpen] = createSignal(false)
  const id = createUniqueId()
  const number = (): string => props.invoice.number ?? t('invoice.draft')
  return (
    <>
      <tr role="row" data-invoice={props.invoice.id} data-status={props.invoice.status}>
        <td role="cell">
          <button
            type="button"
            class="invoice-opener"
            aria-expanded={isOpen()}
            aria-controls={id}
            onClick={() => setOpen(!isOpen())}
          >
            <ChevronRight />
            <span class="figures">{number()}</span>
          </button>
        </td>
        <td role="cell" class="figures">
          {formatUtcDate(props.invoice.createdAt)}
        </td>
        <td role="cell" class="figures">
          {formatMoney(props.invoice.total, locale())}
        </td>
        <td role="cell">
          <State invoice={props.invoice} />
        </td>
        <td role="cell">
          <Files invoice={props.invoice} number={number()} />
        </td>
      </tr>
      <Show when={isOpen()}>
        <tr role="row" id={id} class="invoice-detail">
          <td role="cell" colspan={5}>
            <Show when={props.invoice.lines.length > 0} fallback={<p>{t('invoice.noLines')}</p>}>
              <InvoiceLines
                lines={props.invoice.lines}
                label={t('invoice.show', { number: number() })}
                isLinked
              />
            </Show>
          </td>
        </tr>
      </Show>
    </>
  )
}

function State(props: { invoice: Invoice }): JSX.Element {
  const isDue = (): boolean =>
    props.invoice.status === 'open' && props.invoice.amountDue.minor !== props.invoice.total.minor
  return (
    <>
      <Badge tone={tones[props.invoice.status]}>
        {t(`invoice.status.${props.invoice.status}`)}
      </Badge>
      <Show when={isDue()}>
        <span class="cell-second">
          {t('invoice.due', { price: formatMoney(props.invoice.amountDue, locale()) })}
        </span>
      </Show>
      <Show when={props.invoice.status === 'open' && props.invoice.nextAttemptAt}>
        {(when) => (
          <span class="cell-second">{t('invoice.again', { when: formatUtcDate(when()) })}</span>
        )}
      </Show>
    </>
  )
}

function FileLink(props: { url: string; label: string; children: JSX.Element }): JSX.Element {
  return (
    <a class="link" href={props.url} target="_blank" rel="noopener" aria-label={props.label}>
      {props.children}
    </a>
  )
}

function Files(props: { invoice: Invoice; number: string }): JSX.Element {
  return (
    <span class="invoice-files">
      <Show when={props.invoice.pageUrl}>
        {(url) => (
          <FileLink url={url()} label={t('invoice.pageOf', { number: props.number })}>
            {t('invoice.page')}
          </FileLink>
        )}
      </Show>
      <Show when={props.invoice.pdfUrl}>
        {(url) => (
          <FileLink url={url()} label={t('invoice.pdfOf', { number: props.number })}>
            {t('invoice.pdf')}
          </FileLink>
        )}
      </Show>
    </span>
  )
}
