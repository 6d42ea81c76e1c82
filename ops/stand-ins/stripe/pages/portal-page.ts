import { cancelNow } from '../billing/subscription-end.ts'
import { attach, createCard } from '../billing/payment-methods.ts'
import { isCardNumber } from '../billing/cards.ts'
import { dateOf, formatCents } from '../billing/money-text.ts'
import { StripeFault } from '../wire/fault.ts'
import type { PortalConfiguration, PortalSession, Subscription } from '../wire/types.ts'
import type { World } from '../world.ts'
import { alert, cardFields, refusalText } from './card-form.ts'
import { escape, html, redirect } from './html.ts'
import { type Messages, messagesFor } from './messages.ts'

interface Shown {
  world: World
  session: PortalSession
  features: PortalConfiguration['features']
  words: Messages
}

const subscriptionsOf = ({ world, session }: Shown): Subscription[] =>
  [...world.subscriptions.values()]
    .map(({ wire }) => wire)
    .filter((it) => it.customer === session.customer && it.ended_at === null)

function planRows(shown: Shown): string {
  const { world, words, features, session } = shown
  return subscriptionsOf(shown)
    .map((it) => {
      const names = it.items.data.map((item) => world.products.get(item.price.product)?.name ?? '')
      const end = dateOf(it.items.data[0]?.current_period_end ?? 0)
      const verb = it.cancel_at_period_end ? 'keep' : 'cancel'
      const label = it.cancel_at_period_end ? words.keepPlan : words.cancelPlan
      const button = features.subscription_cancel.enabled
        ? `<form method="post" action="/portal/${session.id}/${verb}"><input type="hidden" name="subscription" value="${it.id}"><button>${label}</button></form>`
        : ''
      return `<p>${escape([...new Set(names)].join(', '))}: ${it.cancel_at_period_end ? words.endsOn : words.renewsOn} ${end}</p>${button}`
    })
    .join('')
}

function invoiceRows({ world, session, words }: Shown): string {
  const invoices = [...world.invoices.values()]
    .filter((it) => it.customer === session.customer && it.status !== 'draft')
    .reverse()
  if (invoices.length === 0) return `<p>${words.noInvoices}</p>`
  const rows = invoices.map((it) => {
    const status = words[(it.status ?? 'draft') as 'paid' | 'open' | 'void']
    const link = `<a href="${it.hosted_invoice_url}">${it.number}</a>`
    return `<tr><td>${link}</td><td>${dateOf(it.created)}</td><td>${status}</td><td>${formatCents(it.total, it.currency)}</td></tr>`
  })
  return `<table>${rows.join('')}</table>`
}

function show(shown: Shown, language: string, note: { problem?: string; done?: string }): Response {
  const { world, session, features, words } = shown
  const customer = world.customers.get(session.customer)
  const card = world.paymentMethods.get(
    customer?.invoice_settings.default_payment_method ?? '',
  )?.card
  const current = card ? `${words.currentCard}: ${card.brand} •••• ${card.last4}` : words.noCard
  const cardForm = features.payment_method_update.enabled
    ? `<form method="post" action="/portal/${session.id}/card">${cardFields(words)}<button>${words.changeCard}</button></form>`
    : ''
  const history = features.invoice_history.enabled
    ? `<h2>${words.invoices}</h2>${invoiceRows(shown)}`
    : ''
  const back = session.return_url
    ? `<p><a href="${escape(session.return_url)}">${words.returnLink}</a></p>`
    : ''
  const done = note.done ? `<p role="status">${escape(note.done)}</p>` : ''
  return html(
    language,
    words.portal,
    `${back}${done}${alert(note.problem ?? null)}<h2>${words.subscriptions}</h2>${planRows(shown)}` +
      `<p>${current}</p>${cardForm}${history}`,
    note.problem ? 402 : 200,
  )
}

/** Makes a card the default of the customer and its subscriptions. */
function saveCard({ world, session }: Shown, number: string): void {
  const method = attach(world, createCard(world, number).id, session.customer)
  const customer = world.customers.get(session.customer)
  if (customer) {
    world.change('customer.updated', customer, (it) => {
      it.invoice_settings = { ...it.invoice_settings, default_payment_method: method.id }
    })
  }
  for (const { wire } of world.subscriptions.values()) {
    if (wire.customer !== session.customer || wire.ended_at !== null) continue
    world.change('customer.subscription.updated', wire, (it) => {
      it.default_payment_method = method.id
    })
  }
}

function setEnding(shown: Shown, subscriptionId: string, isEnding: boolean): void {
  const { world, features } = shown
  const wire = subscriptionsOf(shown).find((it) => it.id === subscriptionId)
  if (!wire || !features.subscription_cancel.enabled) return
  if (isEnding && features.subscription_cancel.mode === 'immediately') {
    cancelNow(world, wire.id, { invoicesNow: true })
    return
  }
  world.change('customer.subscription.updated', wire, (it) => {
    it.cancel_at_period_end = isEnding
    it.cancel_at = isEnding ? (it.items.data[0]?.current_period_end ?? null) : null
    it.canceled_at = isEnding ? world.clockOf(it.customer).now() : null
  })
}

/** The page on which a customer changes its card, reads its invoices and cancels. */
export async function portalPage(
  world: World,
  [id = '', action = '']: string[],
  request: Request,
): Promise<Response | null> {
  const session = world.portalSessions.get(id)
  const features = world.portalConfigurations.get(session?.configuration ?? '')?.features
  if (!session || !features) return null
  const { language, words } = messagesFor(session.locale)
  const shown: Shown = { world, session, features, words }
  if (request.method !== 'POST') {
    return show(shown, language, action === 'saved' ? { done: words.cardSaved } : {})
  }
  const form = await request.formData()
  if (action === 'card' && features.payment_method_update.enabled) {
    const number = String(form.get('card') ?? '').replace(/\D/g, '')
    if (!isCardNumber(number)) return show(shown, language, { problem: words.invalidCard })
    try {
      saveCard(shown, number)
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error
      return show(shown, language, { problem: refusalText(error, words) })
    }
    return redirect(`/portal/${id}/saved`)
  }
  if (action === 'cancel' || action === 'keep') {
    setEnding(shown, String(form.get('subscription')), action === 'cancel')
  }
  return redirect(`/portal/${id}`)
}
