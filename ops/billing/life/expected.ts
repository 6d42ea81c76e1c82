import type { PaidPlan } from './story.ts'

export interface ExpectedLine {
  part: 'seats' | 'minutes'
  amount: bigint
  quantity: number
  startsAt: number
  endsAt: number
}

export interface ExpectedInvoice {
  createdAt: number
  isPaid: boolean
  total: bigint
  /** What remains after the credit of earlier invoices. */
  due: bigint
  lines: ExpectedLine[]
}

export interface ExpectedState {
  plan: 'free' | PaidPlan
  status: 'active' | 'past_due'
  seats: number | null
  ledgerSeconds: number
  meteredSeconds: number
  invoices: ExpectedInvoice[]
}

/** Rounds half a cent up, for credits as for charges. */
export function divide(value: bigint, by: bigint): bigint {
  const size = value < 0n ? -value : value
  const whole = size / by + (size % by >= by - (size % by) ? 1n : 0n)
  return value < 0n ? -whole : whole
}

export const share = (cents: bigint, seconds: number, of: number): bigint =>
  divide(cents * BigInt(seconds), BigInt(of))

export function monthOf(at: number): { from: number; to: number } {
  const date = new Date(at * 1_000)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { from: Date.UTC(year, month) / 1_000, to: Date.UTC(year, month + 1) / 1_000 }
}

export interface Charge {
  cents: bigint
  from: number
  to: number
}

export const lineOf = ({ cents, from, to }: Charge, seats: number): ExpectedLine => ({
  part: 'seats',
  amount: cents,
  quantity: seats,
  startsAt: from,
  endsAt: to,
})

export const sumOf = (lines: readonly ExpectedLine[]): bigint =>
  lines.reduce((sum, { amount }) => sum + amount, 0n)
