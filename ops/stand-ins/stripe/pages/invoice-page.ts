import { isCardNumber } from '../billing/cards.ts'
import { collect } from '../billing/collect.ts'
import { dateOf, formatCents } from '../billing/money-text.ts'
import { createCard } from '../billing/payment-methods.ts'
import { StripeFault } from '../wire/fault.ts'
import type { Invoice } from '../wire/types.ts'
import type { World } from '../world.ts'
import { alert, cardFields, lineRows, refusalText } from './card-form.ts'
import { html, redirect } from './html.ts'
import { messagesFor } from './messages.ts'
import { pdfOf } from './pdf.ts'

function show(world: World, invoice: Invoice, problem: string | null): Response {
  const [locale] = world.customers.get(invoice.customer ?? '')?.preferred_locales ?? []
  const { language, words } = messagesFor(locale ?? null)
  const status = words[(invoice.status ?? 'draft') as 'paid' | 'open' | 'void']
  const money = (cents: number): string => formatCents(cents, invoice.currency)
  const form =
    invoice.status === 'open'
      ? `<form method="post">${cardFields(words)}<button>${words.payInvoice}</button></form>`
      : ''
  return html(
    language,
    `${words.invoice} ${invoice.number}`,
    `<p role="status">${status}</p><p>${dateOf(invoice.created)}</p><table>${lineRows(invoice)}` +
      `<tr><th>${words.total}</th><th>${money(invoice.total)}</th></tr>` +
      `<tr><th>${words.amountDue}</th><th>${money(invoice.amount_remaining)}</th></tr></table>` +
      `${alert(problem)}${form}<p><a href="${invoice.invoice_pdf}">${words.download}</a></p>`,
    problem ? 402 : 200,
  )
}

function pdf(invoice: Invoice): Response {
  const money = (cents: number): string => formatCents(cents, invoice.currency)
  const lines = [
    `Invoice ${invoice.number}`,
    `Date: ${dateOf(invoice.created)}`,
    `Bill to: ${invoice.customer_name ?? ''} ${invoice.customer_email ?? ''}`,
    '',
    ...invoice.lines.data.map(({ description, amount }) => `${description}: ${money(amount)}`),
    '',
    `Total: ${money(invoice.total)}`,
    `Amount due: ${money(invoice.amount_remaining)}`,
  ]
  return new Response(pdfOf(lines), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="Invoice-${invoice.number}.pdf"`,
    },
  })
}

/** The page on which an invoice is read, downloaded and paid. */
export async function invoicePage(
  world: World,
  [id = '', action = '']: string[],
  request: Request,
): Promise<Response | null> {
  const invoice = world.invoices.get(id)
  if (!invoice || invoice.status === 'draft') return null
  if (action === 'pdf') return pdf(invoice)
  if (request.method !== 'POST' || invoice.status !== 'open') return show(world, invoice, null)
  const [locale] = world.customers.get(invoice.customer ?? '')?.preferred_locales ?? []
  const { words } = messagesFor(locale ?? null)
  const number = String((await request.formData()).get('card') ?? '').replace(/\D/g, '')
  if (!isCardNumber(number)) return show(world, invoice, words.invalidCard)
  const fault = collect(world, invoice, createCard(world, number).id)
  if (fault) return show(world, invoice, refusalText(new StripeFault(402, fault), words))
  return redirect(`/invoice/${id}`)
}
