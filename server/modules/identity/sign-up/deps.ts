import type { IdentityDeps } from '../deps.ts'
import type { MailSealer } from '../../mail/index.ts'

export interface SignUpDeps extends IdentityDeps {
  sealer: MailSealer
  /** Who may sign up here. */
  signUp: 'open' | 'invite' | 'closed'
  /** A mail server is configured: organisations open once the address is proved. */
  hasMail: boolean
  /** Organisations start on the free plan, because others are paid by card. */
  startsOnFreePlan: boolean
  tenantBaseDomain: string
  /** URL of an organisation's pages. */
  homeOf(slug: string): string
}
