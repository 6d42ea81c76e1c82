import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { planInForce, plans, type SubscriptionState } from './index.ts'
import { readPlans } from './read-plans.ts'

const folder = join(import.meta.dir, 'data')
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
)

const changed = (name: string, change: (plan: Record<string, unknown>) => void) => {
  const plan = JSON.parse(files[name] ?? '') as Record<string, unknown>
  change(plan)
  return { ...files, [name]: JSON.stringify(plan) }
}

test('has the plans free, team, business, enterprise and self-hosted', () => {
  expect([...plans.ids].sort()).toEqual(['business', 'enterprise', 'free', 'self-hosted', 'team'])
  expect(plans.newest('self-hosted')?.limits).toEqual({})
})

test('rejects a plan with a wrong shape, limit, name or version, and names each fault', () => {
  const faults: [Record<string, string>, string][] = [
    [changed('team.1.json', (plan) => delete plan['queueWeight']), 'team.1.json'],
    [changed('team.1.json', (plan) => (plan['limits'] = { meetings: 1 })), '/limits'],
    [changed('team.1.json', (plan) => (plan['limits'] = { members: -1 })), '/limits/members'],
    [changed('team.1.json', (plan) => (plan['name'] = { en: 'Team' })), '/name'],
    [changed('team.1.json', (plan) => (plan['price'] = null)), 'has a price when'],
    [changed('team.1.json', (plan) => (plan['version'] = 2)), 'team.2.json'],
    [changed('team.1.json', (plan) => (plan['version'] = 2)), 'without a gap'],
    [
      changed('business.1.json', (plan) => {
        plan['price'] = { currency: 'usd', seatMonthMinor: 2400, minuteMinorDecimal: '3.5' }
      }),
      'the price of a minute',
    ],
    [{ ...files, 'team.1.json': '{' }, 'team.1.json'],
    [changed('free.1.json', (plan) => (plan['id'] = 'gratis')), 'free: there is no such plan'],
  ]
  for (const [given, fault] of faults) expect(() => readPlans(given)).toThrow(fault)
  expect(() => readPlans(files)).not.toThrow()
})

test('keeps an older version of a plan for its subscribers', () => {
  const dearer = JSON.parse(files['team.1.json'] ?? '') as object
  const two = readPlans({
    ...files,
    'team.2.json': JSON.stringify({ ...dearer, version: 2, limits: { members: 5 } }),
  })
  const { plan } = planInForce(two, subscribed({ planVersion: 1 }), new Date())
  expect(plan).toEqual(plans.find('team', 1) as never)
  expect(two.newest('team')?.limits).toEqual({ members: 5 })
  // A process that does not know the version yet uses the newest that it knows.
  expect(planInForce(plans, subscribed({ planVersion: 2 }), new Date()).plan.version).toBe(1)
})

const subscribed = (more: Partial<SubscriptionState>): SubscriptionState => ({
  planId: 'team',
  planVersion: 1,
  paidBy: 'none',
  status: 'active',
  trialEndsAt: null,
  paidUntil: null,
  ...more,
})

test('falls back to the free plan after a trial, an unpaid invoice or a cancellation', () => {
  const at = new Date('2026-11-30T12:00:00Z')
  const after = (days: number) => new Date(at.getTime() + days * 86_400_000)
  const told = (more: Partial<SubscriptionState>): string => {
    const { plan, lapsed } = planInForce(plans, subscribed(more), at)
    return `${plan.id} ${lapsed}`
  }
  expect(told({})).toBe('team null')
  expect(told({ status: 'trialing', trialEndsAt: after(1) })).toBe('team null')
  expect(told({ status: 'trialing', trialEndsAt: after(0) })).toBe('free trial_over')
  expect(told({ paidBy: 'invoice', paidUntil: after(-13) })).toBe('team null')
  expect(told({ paidBy: 'invoice', paidUntil: after(-14) })).toBe('free unpaid')
  const cancelled = { paidBy: 'card', paidUntil: after(20) } as const
  expect(told({ ...cancelled, cancelsAt: after(1) })).toBe('team null')
  expect(told({ ...cancelled, cancelsAt: after(0) })).toBe('free cancelled')
  expect(told({ paidBy: 'card', paidUntil: after(-15), cancelsAt: after(9) })).toBe('free unpaid')
  expect(told({ status: 'cancelled' })).toBe('free cancelled')
  expect(planInForce(plans, null, at).plan.id).toBe('self-hosted')
})
