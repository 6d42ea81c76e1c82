import { isCardNumber } from '../billing/cards.ts'
import { firstInvoice, paySession, successUrl } from '../billing/checkout.ts'
import { formatCents } from '../billing/money-text.ts'
import { StripeFault } from '../wire/fault.ts'
import type { CheckoutSession } from '../wire/types.ts'
import type { World } from '../world.ts'
import { alert, cardFields, lineRows, refusalText } from './card-form.ts'
import { escape, html, redirect } from './html.ts'
import { messagesFor } from './messages.ts'

function show(world: World, session: CheckoutSession, problem: string | null): Response {
  const { language, words } = messagesFor(session.locale)
  if (session.status !== 'open') {
    return html(language, words.sessionOver, `<p>${words.sessionOverText}</p>`, 410)
  }
  const invoice = firstInvoice(world, session)
  const metered = (world.purchases.get(session.id)?.items ?? [])
    .map((item) => world.prices.get(item.text('price') ?? ''))
    .filter((price) => price?.recurring?.usage_type === 'metered')
    .map((price) => {
      const name = world.products.get(price?.product ?? '')?.name ?? ''
      return `<tr><td>${escape(name)}</td><td>${words.metered}</td></tr>`
    })
    .join('')
  const total = formatCents(invoice.amount_due, invoice.currency)
  const button = invoice.amount_due === 0 ? words.startTrial : words.pay
  const back = session.cancel_url ? `<a href="${escape(session.cancel_url)}">${words.back}</a>` : ''
  return html(
    language,
    words.subscribe,
    `<table>${lineRows(invoice)}${metered}<tr><th>${words.dueToday}</th><th>${total}</th></tr></table>` +
      `${alert(problem)}<form method="post">${cardFields(words)}<button>${button}</button>${back}</form>`,
    problem ? 402 : 200,
  )
}

/** The page on which a session is paid. */
export async function checkoutPage(
  world: World,
  [id = '']: string[],
  request: Request,
): Promise<Response | null> {
  const session = world.sessions.get(id)
  if (!session) return null
  if (request.method !== 'POST' || session.status !== 'open') {
    return session.status === 'complete'
      ? redirect(successUrl(session))
      : show(world, session, null)
  }
  const { words } = messagesFor(session.locale)
  const number = String((await request.formData()).get('card') ?? '').replace(/\D/g, '')
  if (!isCardNumber(number)) return show(world, session, words.invalidCard)
  try {
    paySession(world, session, number)
  } catch (error) {
    if (!(error instanceof StripeFault)) throw error
    return show(world, session, refusalText(error, words))
  }
  return redirect(successUrl(session))
}
