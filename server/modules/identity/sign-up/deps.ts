import type { IdentityDeps } from '../deps.ts'
import type { MailSealer } from '../../mail/index.ts'

export interface SignUpDeps extends IdentityDeps {
  sealer: MailSealer
  /** Who may sign up here. */
  signUp: 'open' | 'invite' | 'closed'
  /** A mail server is configured: addresses are proved before an organisation opens. */
  hasMail: boolean
  /** Organisations begin with the free plan: others are paid by card. */
  isFreeFirst: boolean
  tenantBaseDomain: string
  /** Where an organisation's pages are. */
  homeOf(slug: string): string
}
