import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Plans, readPlans } from './read-plans.ts'

export {
  endOfSubscription,
  type Lapse,
  planInForce,
  type SubscriptionState,
  type Subscription,
} from './in-force.ts'
export type { Plan, PlanFeature } from './plan.ts'

const folder = join(import.meta.dir, 'data')

/** The plans of this installation. Loading throws if they have a fault, which ends the process. */
export const plans: Plans = readPlans(
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  ),
)
