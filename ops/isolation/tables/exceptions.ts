/** Constraints that are unique across all tenants, each with the reason why they reveal no other tenant's rows. */
export const uniqueAcrossTenants: Record<string, string> = {
  'billing_customers billing_customers_customer':
    'a customer of the payment provider is one organisation of the installation',
  'tenants tenants_slug_unique': 'a host name leads to one organisation of the installation',
}

/** Functions that see more than one tenant: the role that each runs as, and why it must. */
export const definerFunctions: Record<string, { owner: string; reason: string }> = {
  ask_reconciliation: {
    owner: 'aam_relay',
    reason:
      'the meter names nobody in its errors: each customer is compared again; returns nothing',
  },
  clear_outbox: { owner: 'aam_relay', reason: 'the relay removes what has reached Redis' },
  find_customer_tenant: {
    owner: 'aam_relay',
    reason: 'leads from what the payment provider sends to its tenant',
  },
  find_mail_tenant: { owner: 'aam_relay', reason: 'leads from a returned letter to its tenant' },
  find_memberships: { owner: 'aam_lookup', reason: 'tells somebody by mail where they sign in' },
  find_tenant: { owner: 'aam_lookup', reason: 'leads from a host name to its tenant' },
  list_billing_customers: {
    owner: 'aam_relay',
    reason: 'each is compared with the payment provider every night; returns ids alone',
  },
  list_billing_lag: {
    owner: 'aam_relay',
    reason: 'finds organisations whose work with the payment provider lags behind',
  },
  list_subscriptions: { owner: 'aam_relay', reason: 'workers learn whose plan weighs more' },
  list_tenants: { owner: 'aam_lookup', reason: 'operators list organisations' },
  list_unreconciled: {
    owner: 'aam_relay',
    reason: 'finds whom to compare with the payment provider next; returns ids alone',
  },
  list_unsummed_tenants: {
    owner: 'aam_usage',
    reason: 'finds organisations whose sums of usage lag behind; returns their ids alone',
  },
  list_waiting: { owner: 'aam_relay', reason: 'finds meetings that wait for something' },
  clear_pending_jobs: { owner: 'aam_relay', reason: 'workers remove jobs that are done' },
  offer_pending_jobs: { owner: 'aam_relay', reason: 'finds jobs that Redis may have lost' },
  read_backlog: { owner: 'aam_relay', reason: 'figures say how much work waits, and not whose' },
  take_outbox: { owner: 'aam_relay', reason: 'the relay takes rows of every tenant in turn' },
}
