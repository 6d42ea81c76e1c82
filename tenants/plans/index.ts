import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Plans, readPlans } from './read-plans.ts'

export {
  endOfSubscription,
  type Lapse,
  planInForce,
  type Standing,
  type Subscription,
} from './in-force.ts'
export type { Plan, PlanFeature } from './plan.ts'

const folder = join(import.meta.dir, 'data')

/** The plans that this installation knows. A fault in them ends the process that loads them. */
export const plans: Plans = readPlans(
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  ),
)
