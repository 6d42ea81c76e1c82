import { describe, expect, test } from 'bun:test'
import type { BillingView } from '../../../server/modules/billing/contract.ts'
import {
  compareLimits,
  comparedLimits,
  findOffer,
  hasArrived,
  hasFailed,
  isNewVersion,
  type Offer,
  actionFor,
} from './payment-state.ts'

type Subscription = NonNullable<BillingView['subscription']>

const billing = (changes: Partial<Subscription> | null, lapsed: BillingView['lapsed'] = null) => ({
  lapsed,
  subscription: changes && {
    planId: 'team',
    planVersion: 1,
    name: { en: 'Team', ru: 'Команда' },
    status: 'active' as const,
    paidBy: 'card' as const,
    trialEndsAt: null,
    paidUntil: null,
    seats: 3,
    periodEndsAt: null,
    cancelsAt: null,
    isMetered: false,
    endsAt: null,
    ...changes,
  },
})
const offer = (payment: Offer['plan']['payment'], isCurrent = false) => ({
  isCurrent,
  plan: {
    id: 'x',
    version: 1,
    name: { en: 'X', ru: 'X' },
    summary: { en: 'X', ru: 'X' },
    features: [],
    payment,
  },
})

describe('choosing a plan', () => {
  test('opens the payment page until a card pays', () => {
    expect(actionFor(offer('card'), billing(null))).toBe('checkout')
    expect(actionFor(offer('card'), billing({ paidBy: 'none', planId: 'free' }))).toBe('checkout')
    expect(actionFor(offer('card'), billing({ status: 'cancelled' }))).toBe('checkout')
  })

  test('changes an existing subscription', () => {
    expect(actionFor(offer('card'), billing({}))).toBe('switch')
    expect(actionFor(offer('none'), billing({}))).toBe('cancel')
    expect(actionFor(offer('card'), billing({ status: 'past_due' }))).toBe('overdue')
    expect(actionFor(offer('none'), billing({ cancelsAt: '2026-12-01T00:00:00.000Z' }))).toBe(
      'coming',
    )
  })

  test('is left to the operator for plans paid by invoice', () => {
    expect(actionFor(offer('invoice'), billing({}))).toBe('operator')
    expect(actionFor(offer('card'), billing({ paidBy: 'invoice' }))).toBe('operator')
  })

  test('offers a newer version of the current plan', () => {
    const held = offer('card', true)
    const newer = { ...offer('card'), plan: { ...held.plan, version: 2 } }
    expect(findOffer([held, newer], 'x')).toBe(newer)
    expect(findOffer([held], 'x')).toBe(held)
    expect(findOffer([held], 'y')).toBeUndefined()
    expect(isNewVersion(newer, [held, newer])).toBe(true)
    expect(isNewVersion(held, [held, newer])).toBe(false)
    expect(actionFor(newer, billing({ planId: 'x' }))).toBe('switch')
  })

  test('opens the payment page for a current plan that no card pays for', () => {
    const trial = billing({ paidBy: 'none', status: 'trialing' })
    expect(actionFor(offer('card', true), trial)).toBe('checkout')
    expect(actionFor(offer('card', true), billing({ paidBy: 'invoice' }))).toBe('current')
    expect(actionFor(offer('none', true), billing({ paidBy: 'none' }))).toBe('current')
  })

  test('offers nothing for the current plan', () => {
    expect(actionFor(offer('card', true), billing({}))).toBe('current')
    expect(actionFor(offer('none'), billing({ paidBy: 'none' }))).toBe('none')
  })
})

test('reports a payment once its plan is active', () => {
  expect(hasArrived(billing({ paidBy: 'none', planId: 'free' }))).toBe(false)
  expect(hasArrived(billing({}))).toBe(true)
  expect(hasArrived(billing({}), 'business')).toBe(false)
  expect(hasArrived(billing({ status: 'past_due' }))).toBe(false)
  expect(hasArrived(billing({}, 'unpaid'))).toBe(false)
})

test('reports a failed payment only where a card was not charged', () => {
  expect(hasFailed(billing({ status: 'past_due' }))).toBe(true)
  expect(hasFailed(billing({ status: 'past_due', paidBy: 'invoice' }))).toBe(false)
  expect(hasFailed(billing({}))).toBe(false)
  expect(hasFailed(billing(null))).toBe(false)
})

test('counts no limit as more than any number', () => {
  expect(compareLimits(25, null)).toBe('more')
  expect(compareLimits(null, 25)).toBe('less')
  expect(compareLimits(25, 3)).toBe('less')
  expect(compareLimits(3, 25)).toBe('more')
  expect(compareLimits(null, null)).toBe('same')
  expect(compareLimits(undefined, 5)).toBe('same')
})

test('compares offers by the limits of plans and by others that differ', () => {
  const unit = { en: '', ru: '' }
  const limits = (values: Record<string, number | null>) => ({
    limits: Object.entries(values).map(([name, limit]) => ({ name, limit, unit })),
  })
  expect(
    comparedLimits([
      limits({ liveStreams: 5, requestsPerMinute: 1, members: 3, storedBytes: 1 }),
      limits({ liveStreams: 5, requestsPerMinute: null, members: 3, storedBytes: 1 }),
    ]),
  ).toEqual(['storedBytes', 'members', 'requestsPerMinute'])
})
