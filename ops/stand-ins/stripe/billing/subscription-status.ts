import type { Subscription } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'

/** Sets the status of a subscription and emits the event. */
export function setStatus(
  world: World,
  record: SubscriptionRecord,
  status: Subscription['status'],
): void {
  world.change('customer.subscription.updated', record.wire, (it) => void (it.status = status))
  const customer = world.customers.get(record.wire.customer)
  const delinquent = status === 'past_due' || status === 'unpaid'
  if (customer && customer.delinquent !== delinquent) {
    world.change('customer.updated', customer, (it) => void (it.delinquent = delinquent))
  }
}
