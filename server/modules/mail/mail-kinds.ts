import type { LimitName } from '../../platform/limits/limit-list.ts'
import type { MinutePrice, MinutesCap } from '../../platform/limits/paid-minutes.ts'

/** Every letter there is, and what its words need. Names and links only; links end in a fragment with a token. */
export interface MailKinds {
  invitation: {
    organisation: string
    inviter: string
    note: string | null
    link: string
    days: number
  }
  join: { organisation: string; link: string; days: number }
  'reset-password': { organisation: string; link: string; minutes: number }
  'change-email': { organisation: string; link: string; hours: number }
  'leave-email': { organisation: string; email: string; link: string; hours: number }
  'email-taken': { organisation: string }
  'email-changed': { organisation: string }
  'sign-in-changed': {
    organisation: string
    change:
      | 'app_added'
      | 'app_removed'
      | 'passkey_added'
      | 'passkey_removed'
      | 'codes_renewed'
      | 'code_used'
      | 'factors_reset'
  }
  'prove-address': { organisation: string; link: string; hours: number }
  'prove-email': { organisation: string; link: string; hours: number }
  'your-organisation': { organisation: string; link: string }
  'limit-warning': {
    organisation: string
    name: LimitName
    /** Per cent of the limit that are used. */
    threshold: number
    /** What each minute past the limit costs, where those are paid for instead of waiting. */
    price?: MinutePrice | null
    /** What those may cost in a month, where an owner has set that; there they wait. */
    cap?: MinutesCap | null
  }
  test: { organisation: string }
}

export type MailKind = keyof MailKinds

/** What a letter says: paragraphs around at most one link that is asked to be opened. */
export interface MailWords {
  subject: string
  before: string[]
  action: { label: string; link: string } | null
  after: string[]
}

export type MailDictionary = { [Kind in MailKind]: (data: MailKinds[Kind]) => MailWords }
