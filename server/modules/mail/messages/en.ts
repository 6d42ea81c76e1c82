import { type LimitName, limitOf } from '../../../../tenants/limits/limit-list.ts'
import type { MinutePrice, MinutesCap } from '../../../../tenants/limits/paid-minutes.ts'
import { formatMoney } from '../../../platform/money.ts'
import type { MailDictionary, MailKinds } from '../mail-kinds.ts'

const notYou = 'If this was not you, ignore this message: nothing happens without the link.'

const changes: Record<MailKinds['sign-in-changed']['change'], string> = {
  app_added: 'An authenticator app was set up: its codes are asked for when you sign in.',
  app_removed: 'The authenticator app was removed.',
  passkey_added: 'A passkey was added.',
  passkey_removed: 'A passkey was removed.',
  codes_renewed: 'New recovery codes were made; the earlier ones no longer work.',
  code_used:
    'One of your recovery codes was used to show that somebody is you. It does not work a second time.',
  factors_reset:
    'An administrator removed your second factor: your password alone lets you in again.',
}

const pastLimit: Partial<Record<LimitName, string>> = {
  transcribedMinutesPerMonth:
    'recordings wait, and continue automatically on the first of the next month',
  modelCentsPerMonth: 'meetings wait, and continue automatically on the first of the next month',
  storedBytes: 'uploads are rejected until recordings are deleted; what is stored is kept',
}

const describeStop = (name: LimitName): string =>
  `${pastLimit[name] ?? 'anything above it is rejected'}. What is in progress finishes.`

const describeCap = ({ minor, currency }: MinutesCap): string =>
  `recordings wait: further minutes cost ${formatMoney(minor, currency, 'en')} this month, which is the cap that an owner has set. They continue automatically on the first of the next month, or as soon as an owner raises the cap under Organisation → Plan. What is in progress finishes.`

const describePrice = ({ minorDecimal, currency }: MinutePrice): string =>
  `each further minute costs ${formatMoney(minorDecimal, currency, 'en')}, up to the end of the month (UTC). Nothing waits.`

export const en: MailDictionary = {
  invitation: ({ organisation, inviter, note, link, days }) => ({
    subject: `${inviter} invites you to ${organisation}`,
    before: [
      `${inviter} invites you to join ${organisation} in AAM, where recordings of meetings become reviewed results.`,
      ...(note ? [`“${note}”`] : []),
    ],
    action: { label: 'Join', link },
    after: [
      `The link works once, within ${days} days. It is meant for you alone; do not pass it on.`,
    ],
  }),
  join: ({ organisation, link, days }) => ({
    subject: `Join ${organisation}`,
    before: [
      `You asked to join ${organisation} in AAM with this address. Your organisation lets colleagues join on their own.`,
    ],
    action: { label: 'Join', link },
    after: [`The link works once, within ${days} days.`, notYou],
  }),
  'reset-password': ({ organisation, link, minutes }) => ({
    subject: `A new password for ${organisation}`,
    before: [`Somebody asked for a new password for your account at ${organisation}.`],
    action: { label: 'Choose a new password', link },
    after: [`The link works once, within ${minutes} minutes.`, notYou],
  }),
  'change-email': ({ organisation, link, hours }) => ({
    subject: `Confirm your new address for ${organisation}`,
    before: [`You asked to sign in to ${organisation} with this address from now on.`],
    action: { label: 'Confirm this address', link },
    after: [`The link works once, within ${hours} hours.`, notYou],
  }),
  'leave-email': ({ organisation, email, link, hours }) => ({
    subject: `Your address at ${organisation} is about to change`,
    before: [
      `Somebody asked that your account at ${organisation} signs in with ${email} instead of this address. The change is made once both addresses have confirmed it.`,
    ],
    action: { label: 'Confirm the change', link },
    after: [
      `The link works once, within ${hours} hours.`,
      'If this was not you, do not open the link, and change your password: somebody else is signed in as you.',
    ],
  }),
  'email-taken': ({ organisation }) => ({
    subject: `Your address at ${organisation}`,
    before: [
      `Somebody at ${organisation} asked to use this address for their account. You have an account with it already, so nothing was changed.`,
    ],
    action: null,
    after: ['If it was you, sign in with this address instead.'],
  }),
  'sign-in-changed': ({ organisation, change }) => ({
    subject: `How you sign in to ${organisation} was changed`,
    before: [`${changes[change]} This is about your account at ${organisation}.`],
    action: null,
    after: [
      'If this was not you, change your password and tell an administrator of your organisation.',
    ],
  }),
  'email-changed': ({ organisation }) => ({
    subject: `Your address at ${organisation} was changed`,
    before: [
      `Your account at ${organisation} now has another email address. If this was not you, tell an administrator of your organisation at once.`,
    ],
    action: null,
    after: [],
  }),
  'prove-email': ({ organisation, link, hours }) => ({
    subject: `Confirm your address to open ${organisation}`,
    before: [
      `${organisation} is ready. Confirm that this address is yours with the password that you chose, and it opens.`,
    ],
    action: { label: 'Confirm and open', link },
    after: [`The link works once, within ${hours} hours.`, notYou],
  }),
  'prove-address': ({ organisation, link, hours }) => ({
    subject: `Confirm your address at ${organisation}`,
    before: [
      `You asked to prove that this address of your account at ${organisation} is yours. Confirm it with your password.`,
    ],
    action: { label: 'Confirm address', link },
    after: [`The link works once and for ${hours} hours.`, notYou],
  }),
  'your-organisation': ({ organisation, link }) => ({
    subject: `Where you sign in to ${organisation}`,
    before: [`You asked where you sign in. You have an account at ${organisation}.`],
    action: { label: 'Open the sign-in page', link },
    after: ['If you did not ask, ignore this message.'],
  }),
  'limit-warning': ({ organisation, name, threshold, price, cap }) => ({
    subject:
      threshold >= 100
        ? `${organisation} has used up its limit: ${limitOf(name).unit.en}`
        : `${organisation} has used ${threshold} % of its limit: ${limitOf(name).unit.en}`,
    before: [
      threshold >= 100
        ? `The limit of ${organisation} is used up: ${limitOf(name).unit.en}.`
        : `${threshold} % of a limit of ${organisation} are used: ${limitOf(name).unit.en}.`,
      `${threshold >= 100 ? 'From now on' : 'Once it is used up'}, ${cap ? describeCap(cap) : price ? describePrice(price) : describeStop(name)}`,
    ],
    action: null,
    after: [
      `Organisation → Plan shows every limit and what is used. ${cap ? 'An owner can raise or remove the cap there.' : 'A larger plan or your AAM operator can raise it.'}`,
    ],
  }),
  test: ({ organisation }) => ({
    subject: `A test message from ${organisation}`,
    before: ['Mail from AAM reaches you: sending works.'],
    action: null,
    after: [],
  }),
}
