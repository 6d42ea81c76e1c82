import { day, hour } from '../clock/calendar.ts'
import type { World } from '../world.ts'

export interface Advance {
  seconds?: number
  hours?: number
  days?: number
  /** A time in seconds. */
  to?: number
}

/** Advances the clock of all customers that have no test clock, and runs what becomes due. */
export function advance(world: World, by: Advance): { now: number } {
  const now = world.clock.now()
  const to = by.to ?? now + (by.days ?? 0) * day + (by.hours ?? 0) * hour + (by.seconds ?? 0)
  if (!Number.isInteger(to) || to < now)
    throw new Error('The clock moves forward, by whole seconds.')
  world.clock.runUntil(to)
  world.offset += to - now
  return { now: world.clock.now() }
}
