import type { Database } from '../../../../db/client.ts'
import { findMailTenant } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { type BouncedRow, lockSentMail, markBounced } from '../repo.ts'
import { toHarmlessReason } from './harmless-reason.ts'
import {
  NotificationRefused,
  type ReportedRecipient,
  readNotification,
} from './read-notification.ts'

export interface NotedBounce {
  mailId: string
  status: string
  /** False where the same was noted before. */
  isNew: boolean
}

const ownId = /^<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^<>@\s]+)>$/i

/**
 * Marks the letter that a delivery status notification is about as bounced. Its Message-ID is made of 74 random bits that
 * only its recipient's side has seen; with the address of the recipient they show that the report is of that letter.
 * Throws NotificationRefused, and changes nothing, for everything else. `fromDomain` is that of our letters, where it is
 * known.
 */
export async function noteBounce(
  { db }: { db: Database },
  raw: Uint8Array,
  fromDomain: string | null,
): Promise<NotedBounce> {
  const { messageId, recipients } = await readNotification(raw)
  const [, mailId = '', domain = ''] = ownId.exec(messageId) ?? []
  const isOurs =
    mailId !== '' && (fromDomain === null || domain.toLowerCase() === fromDomain.toLowerCase())
  const tenantId = isOurs ? await findMailTenant(db, mailId.toLowerCase()) : null
  if (tenantId === null) throw unknownLetter()
  return withTenant(db, { tenantId }, async (tx) => {
    const mail = await lockSentMail(tx, mailId.toLowerCase())
    if (!mail) throw unknownLetter()
    const { status, diagnostic } = findFailure(mail, recipients)
    if (mail.state === 'bounced') return { mailId: mail.id, status, isNew: false }
    const reason = diagnostic === null ? null : toHarmlessReason(diagnostic)
    await markBounced(tx, mail.id, { status, reason })
    return { mailId: mail.id, status, isNew: true }
  })
}

function findFailure(mail: BouncedRow, recipients: ReportedRecipient[]): ReportedRecipient {
  const own = recipients.filter(({ addresses }) => addresses.includes(mail.recipient.toLowerCase()))
  if (own.length === 0)
    throw new NotificationRefused('This is about another address than the one the letter went to.')
  const failed = own.find(({ action }) => action === 'failed')
  if (!failed) {
    const isDelayed = own.some(({ action }) => action === 'delayed')
    throw new NotificationRefused(
      isDelayed
        ? 'The letter is only delayed: the mail server goes on trying.'
        : 'This tells of no failure.',
    )
  }
  if (failed.status.startsWith('2'))
    throw new NotificationRefused('This says both that the letter failed and that it arrived.')
  return failed
}

const unknownLetter = (): NotificationRefused =>
  new NotificationRefused(
    'This is about no letter that AAM sent within the last 30 days from its present sender.',
  )
