/** An event in the life of an organisation that pays by card; `at` is in seconds since 1970. */
export type Fact = { at: number } & (
  | { what: 'subscribes'; plan: PaidPlan }
  | { what: 'changes plan'; plan: PaidPlan }
  /** People who can sign in from now on. */
  | { what: 'has members'; count: number }
  /** The usage is reported `toldAfter` seconds later. */
  | { what: 'records'; name: string; ms: number; toldAfter?: number }
  | { what: 'corrects'; name: string; seconds: number }
  | { what: 'has a card'; works: boolean }
  | { what: 'pays' }
  | { what: 'cancels' }
  | { what: 'resumes' }
  /** The operator changes the plans' prices from now on. */
  | { what: 'sees new prices' }
)

export type PaidPlan = 'team' | 'business'

export interface Story {
  /** When it signs up, for the free plan. */
  beginsAt: number
  /** The end of each of its months. */
  monthEnds: number[]
  facts: Fact[]
}

export const months = 14

/** Fourteen months of an organisation, starting with a month such as `2025-10`. */
export function tellLife(firstMonth: string): Story {
  const [year = 0, month = 1] = firstMonth.split('-').map(Number)
  /** A moment of a month (0 is the first), e.g. `at(3, 14, '10:20:30')`. */
  const at = (of: number, day: number, time: string): number => {
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
    return Date.UTC(year, month - 1 + of, day, hours, minutes, seconds) / 1_000
  }
  const facts: Fact[] = [...begins(at), ...grows(at), ...owes(at), ...leaves(at)]
  return {
    beginsAt: at(0, 1, '00:00:00'),
    monthEnds: Array.from({ length: months }, (_, of) => at(of + 1, 1, '00:00:00')),
    facts: facts.sort((one, other) => one.at - other.at),
  }
}

type At = (of: number, day: number, time: string) => number

/** Free, then a team whose people come and go, with a month in which nobody records anything. */
const begins = (at: At): Fact[] => [
  { at: at(0, 3, '08:00:01'), what: 'records', name: 'free', ms: 3_599_001 },
  { at: at(0, 12, '11:30:00'), what: 'has members', count: 3 },
  { at: at(0, 18, '09:13:27'), what: 'subscribes', plan: 'team' },
  { at: at(0, 20, '10:00:00'), what: 'records', name: 'team', ms: 50_000_000 },
  { at: at(1, 7, '16:45:11'), what: 'has members', count: 5 },
  { at: at(1, 20, '07:07:07'), what: 'has members', count: 4 },
  { at: at(1, 20, '07:07:08'), what: 'records', name: 'unmetered', ms: 1 },
]

/** Business from the middle of a month on, with more than the included minutes in several months. */
const grows = (at: At): Fact[] => [
  { at: at(3, 14, '10:20:29'), what: 'records', name: 'just before', ms: 9_000_000 },
  { at: at(3, 14, '10:20:30'), what: 'changes plan', plan: 'business' },
  { at: at(3, 14, '10:20:31'), what: 'records', name: 'just after', ms: 600_000_500 },
  { at: at(3, 22, '12:00:00'), what: 'records', name: 'past 15,000', ms: 300_000_499 },
  { at: at(4, 2, '00:00:00'), what: 'records', name: 'all included', ms: 899_999_001 },
  // The seconds above the included ones cost half a cent: 0.06 × 25 = 1.5.
  { at: at(4, 27, '23:59:59'), what: 'records', name: 'half a cent', ms: 25_000 },
  { at: at(4, 27, '20:00:00'), what: 'has members', count: 6 },
  { at: at(4, 27, '21:30:00'), what: 'has members', count: 9 },
  { at: at(6, 5, '05:05:05'), what: 'sees new prices' },
  { at: at(6, 9, '18:00:00'), what: 'records', name: 'to be corrected', ms: 700_000_000 },
  { at: at(6, 19, '18:00:00'), what: 'records', name: 'more of it', ms: 700_000_123 },
  {
    at: at(7, 1, '00:00:00') - 1,
    what: 'records',
    name: 'told late',
    ms: 61_000,
    toldAfter: 1_800,
  },
  { at: at(7, 1, '00:00:00'), what: 'records', name: 'at midnight', ms: 1_000_001 },
  { at: at(7, 10, '14:00:00'), what: 'corrects', name: 'to be corrected', seconds: 650_000 },
]

/** A card that is declined and works again in time, and one that is paid after the grace period. */
const owes = (at: At): Fact[] => [
  { at: at(7, 25, '09:00:00'), what: 'has a card', works: false },
  { at: at(8, 2, '10:00:00'), what: 'records', name: 'while past due', ms: 950_000_000 },
  { at: at(8, 3, '10:00:00'), what: 'has members', count: 7 },
  { at: at(8, 5, '12:00:00'), what: 'has a card', works: true },
  { at: at(9, 28, '09:00:00'), what: 'has a card', works: false },
  { at: at(10, 3, '10:00:00'), what: 'records', name: 'in grace', ms: 1_234_567 },
  { at: at(10, 17, '10:00:00'), what: 'records', name: 'past the grace', ms: 7_654_321 },
  { at: at(10, 20, '15:00:00'), what: 'has a card', works: true },
  { at: at(10, 20, '15:00:10'), what: 'pays' },
  { at: at(10, 21, '10:00:00'), what: 'records', name: 'paid again', ms: 1_000_000_000 },
]

/** Back to a team, a cancellation that is undone, and one that is not. */
const leaves = (at: At): Fact[] => [
  { at: at(11, 9, '09:00:00'), what: 'records', name: 'last metered', ms: 1_000_000_000 },
  { at: at(11, 11, '11:11:11'), what: 'changes plan', plan: 'team' },
  { at: at(11, 11, '11:11:12'), what: 'records', name: 'a team’s again', ms: 5_000_000 },
  { at: at(12, 5, '10:00:00'), what: 'cancels' },
  { at: at(12, 6, '10:00:00'), what: 'resumes' },
  { at: at(12, 8, '10:00:00'), what: 'has members', count: 2 },
  { at: at(12, 9, '10:00:00'), what: 'cancels' },
  { at: at(13, 2, '08:00:00'), what: 'records', name: 'free again', ms: 60_000 },
  { at: at(13, 1, '03:00:00'), what: 'has members', count: 1 },
]
