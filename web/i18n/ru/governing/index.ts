import type { GoverningMessages } from '../../en/index.ts'
import { actions } from './actions.ts'
import { apiKeys } from './api-keys.ts'
import { audit } from './audit.ts'
import { mail } from './mail.ts'
import { plan } from './plan.ts'
import { paying } from '../paying/index.ts'
import { serviceAccounts } from './service-accounts.ts'
import { usage } from './usage.ts'

/** What only the pages of keys, of plans and payments, and of the audit need. */
export const governing: GoverningMessages = {
  ...apiKeys,
  ...serviceAccounts,
  ...audit,
  ...mail,
  ...plan,
  ...actions,
  ...usage,
  ...paying,
}
