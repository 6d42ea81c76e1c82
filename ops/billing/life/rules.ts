/**
 * The expected cost of a life, derived from the rules alone: calendar months in UTC, graduated tiers of seconds,
 * fractions of a month by seconds, whole cents rounded half away from zero. Uses no code of the server or of a
 * provider.
 */
import {
  type Charge,
  divide,
  type ExpectedInvoice,
  type ExpectedLine,
  type ExpectedState,
  lineOf,
  monthOf,
  share,
  sumOf,
} from './expected.ts'
import type { Fact, PaidPlan, Story } from './story.ts'

const prices = {
  team: { seatCents: 1_200n },
  business: { seatCents: 2_400n },
}
const includedSeconds = 15_000 * 60
/** 3.6 cents a minute. */
const secondPrice = { centsTimes100: 6n }
const day = 86_400
const graceDays = 14
const retryDays = [3, 5, 7]
const draftSeconds = 3_600

/** A subscription with everything that is not billed yet. */
interface Running {
  plan: PaidPlan
  seats: number
  /** What was charged in advance for the seats. */
  charge: Charge
  meteredSince: number | null
  waiting: ExpectedLine[]
  isCancelled: boolean
}

interface Recording {
  at: number
  seconds: number
  isMetered: boolean
  name: string
}

/** Runs a story up to a moment, inclusive. */
export function expectAt(story: Story, until: number): ExpectedState {
  const life = new Life()
  const turns = story.monthEnds.map((at) => ({ at, turn: true as const }))
  // The end of a month comes before events at the same moment.
  const steps = [...turns, ...story.facts].sort((one, other) => one.at - other.at)
  for (const step of steps) {
    if (step.at > until) break
    life.collectUntil(step.at)
    if ('turn' in step) life.turn(step.at)
    else life.happens(step)
  }
  life.collectUntil(until)
  return life.stateAt(until)
}

class Life {
  private members = 1
  private cardWorks = true
  private running: Running | null = null
  private readonly recordings: Recording[] = []
  private readonly invoices: ExpectedInvoice[] = []
  private credit = 0n
  /** Payment attempts, by their time. */
  private attempts: { at: number; invoice: ExpectedInvoice; count: number }[] = []
  private readonly drafts = new Map<ExpectedInvoice, { from: number; to: number; at: number }>()

  happens(fact: Fact): void {
    if (fact.what === 'subscribes') this.subscribe(fact.at, fact.plan)
    else if (fact.what === 'changes plan') this.changePlan(fact.at, fact.plan)
    else if (fact.what === 'has members') this.changeSeats(fact.at, fact.count)
    else if (fact.what === 'records') this.record(fact.at, fact.name, Math.ceil(fact.ms / 1_000))
    else if (fact.what === 'corrects') this.correct(fact.at, fact.name, fact.seconds)
    else if (fact.what === 'has a card') this.cardWorks = fact.works
    else if (fact.what === 'pays') this.payAll()
    else if (fact.what !== 'sees new prices' && this.running)
      this.running.isCancelled = fact.what === 'cancels'
  }

  private subscribe(at: number, plan: PaidPlan): void {
    const charge = this.chargeFor(at, plan, this.members)
    this.running = {
      plan,
      seats: this.members,
      charge,
      meteredSince: plan === 'business' ? at : null,
      waiting: [],
      isCancelled: false,
    }
    this.invoiceNow(at, [lineOf(charge, this.members)])
  }

  /** The seats for the rest of a month. */
  private chargeFor(at: number, plan: PaidPlan, seats: number): Charge {
    const { from, to } = monthOf(at)
    const whole = prices[plan].seatCents * BigInt(seats)
    return { cents: share(whole, to - at, to - from), from: at, to }
  }

  /** The unused part of seats charged in advance. */
  private creditFor(at: number, { charge, seats }: Running): ExpectedLine {
    const unused = share(charge.cents, charge.to - at, charge.to - charge.from)
    return lineOf({ cents: -unused, from: at, to: charge.to }, seats)
  }

  private changeSeats(at: number, count: number): void {
    this.members = count
    const { running } = this
    // After a cancellation nothing is refunded and no more seats are charged.
    if (!running || running.isCancelled || running.seats === count) return
    const credit = this.creditFor(at, running)
    running.charge = this.chargeFor(at, running.plan, count)
    running.seats = count
    running.waiting.push(credit, lineOf(running.charge, count))
  }

  private changePlan(at: number, plan: PaidPlan): void {
    const { running } = this
    if (!running) return
    const lines = [...running.waiting, this.creditFor(at, running)]
    const usedFrom = unbilledFrom(running, at)
    if (usedFrom !== null) lines.push(...this.usageLines(usedFrom, at))
    running.charge = this.chargeFor(at, plan, this.members)
    lines.push(lineOf(running.charge, this.members))
    Object.assign(running, {
      plan,
      seats: this.members,
      waiting: [],
      isCancelled: false,
      meteredSince: plan === 'business' ? at : null,
    })
    this.invoiceNow(at, lines)
  }

  private record(at: number, name: string, seconds: number): void {
    const since = this.running?.meteredSince ?? null
    this.recordings.push({ at, name, seconds, isMetered: since !== null && since <= at })
  }

  /** As of now. A completed month stays as it was: the operator settles its payments manually. */
  private correct(at: number, name: string, right: number): void {
    const of = this.recordings.filter((one) => one.name === name)
    const before = of.reduce((sum, { seconds }) => sum + seconds, 0)
    this.recordings.push({
      at,
      name,
      seconds: right - before,
      isMetered: of.some((one) => one.isMetered && monthOf(one.at).from === monthOf(at).from),
    })
  }

  /** A month with a negative total costs nothing. */
  private usageLines(from: number, to: number): ExpectedLine[] {
    const inside = this.recordings.filter((one) => one.isMetered && one.at >= from && one.at < to)
    const used = Math.max(
      0,
      inside.reduce((sum, { seconds }) => sum + seconds, 0),
    )
    const line = { part: 'minutes' as const, startsAt: from, endsAt: to }
    const free = { ...line, amount: 0n, quantity: Math.min(used, includedSeconds) }
    const beyond = used - includedSeconds
    if (beyond <= 0) return [free]
    const amount = divide(BigInt(beyond) * secondPrice.centsTimes100, 100n)
    return [free, { ...line, amount, quantity: beyond }]
  }

  /** The first of a month: last month's usage, and the seats of the new month. */
  turn(at: number): void {
    const { running } = this
    if (!running) return
    const lines = [...running.waiting]
    const usedFrom = unbilledFrom(running, at)
    if (usedFrom !== null) lines.push(...this.usageLines(usedFrom, at))
    running.waiting = []
    if (running.isCancelled) this.running = null
    else {
      running.charge = this.chargeFor(at, running.plan, running.seats)
      lines.push(lineOf(running.charge, running.seats))
    }
    if (lines.length === 0) return
    const invoice = this.draft(at, lines)
    if (usedFrom !== null) this.drafts.set(invoice, { from: usedFrom, to: at, at })
    this.attempts.push({ at: at + draftSeconds, invoice, count: 0 })
  }

  private draft(at: number, lines: ExpectedLine[]): ExpectedInvoice {
    const total = sumOf(lines)
    const due = total + this.credit > 0n ? total + this.credit : 0n
    const invoice = { createdAt: at, isPaid: false, total, due, lines }
    this.invoices.push(invoice)
    return invoice
  }

  private invoiceNow(at: number, lines: ExpectedLine[]): void {
    const invoice = this.draft(at, lines)
    this.finish(invoice)
    this.collect({ at, invoice, count: 0 })
  }

  /** Uses the balance of earlier invoices first, and carries a negative total over to the next one. */
  private finish(invoice: ExpectedInvoice): void {
    const draft = this.drafts.get(invoice)
    if (draft) {
      // Usage reported within the hour still counts.
      const fresh = this.usageLines(draft.from, draft.to)
      const first = invoice.lines.findIndex(({ part }) => part === 'minutes')
      const others = invoice.lines.filter(({ part }) => part !== 'minutes')
      invoice.lines = [...others.slice(0, first), ...fresh, ...others.slice(first)]
      invoice.total = sumOf(invoice.lines)
      this.drafts.delete(invoice)
    }
    const left = invoice.total + this.credit
    invoice.due = left > 0n ? left : 0n
    this.credit = left < 0n ? left : 0n
  }

  collectUntil(until: number): void {
    for (;;) {
      const [next] = this.attempts.sort((one, other) => one.at - other.at)
      if (!next || next.at > until) return
      this.attempts.shift()
      if (next.count === 0) this.finish(next.invoice)
      this.collect(next)
    }
  }

  private collect({ at, invoice, count }: (typeof this.attempts)[number]): void {
    if (invoice.isPaid) return
    if (invoice.due === 0n || this.cardWorks) {
      invoice.isPaid = true
      return
    }
    this.owed.add(invoice)
    const days = retryDays[count]
    if (days !== undefined) this.attempts.push({ at: at + days * day, invoice, count: count + 1 })
  }

  /** Invoices whose card was declined. */
  private readonly owed = new Set<ExpectedInvoice>()

  private payAll(): void {
    if (this.cardWorks) for (const invoice of this.owed) invoice.isPaid = true
  }

  stateAt(at: number): ExpectedState {
    const seconds = (all: Recording[]): number => all.reduce((sum, one) => sum + one.seconds, 0)
    const unpaid = [...this.owed].filter(({ isPaid }) => !isPaid)
    const oldest = Math.min(...unpaid.map(({ createdAt }) => createdAt))
    const lapsed = unpaid.length > 0 && at >= oldest + graceDays * day
    return {
      plan: lapsed || !this.running ? 'free' : this.running.plan,
      status: this.running && unpaid.length > 0 ? 'past_due' : 'active',
      seats: this.running?.seats ?? null,
      ledgerSeconds: seconds(this.recordings),
      meteredSeconds: seconds(this.recordings.filter(({ isMetered }) => isMetered)),
      invoices: this.invoices,
    }
  }
}

/** Start of the usage that is on no invoice yet: the start of the month, or of metering within it. */
const unbilledFrom = ({ meteredSince }: Running, at: number): number | null =>
  meteredSince === null ? null : Math.max(meteredSince, monthOf(at - 1).from)
