import type { LimitName } from '../../../tenants/limits/limit-list.ts'
import type { MinutePrice, MinutesCap } from '../../../tenants/limits/paid-minutes.ts'

/** All kinds of mail and their data. Names and links only; links carry their token in the fragment. */
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
    /** Used share of the limit, in per cent. */
    threshold: number
    /** Price per minute past the limit, if minutes are paid for instead of waiting. */
    price?: MinutePrice | null
    /** An owner's monthly cap on those costs; at the cap, minutes wait. */
    cap?: MinutesCap | null
  }
  test: { organisation: string }
}

export type MailKind = keyof MailKinds

/** A message's text: paragraphs around at most one link. */
export interface MailText {
  subject: string
  before: string[]
  action: { label: string; link: string } | null
  after: string[]
}

export type MailDictionary = { [Kind in MailKind]: (data: MailKinds[Kind]) => MailText }
