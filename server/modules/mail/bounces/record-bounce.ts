import type { Database } from '../../../../db/client.ts'
import { findMailTenant } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { type BouncedRow, lockSentMail, markBounced } from '../repo.ts'
import { sanitizeReason } from './sanitize-reason.ts'
import {
  NotificationRefused,
  type ReportedRecipient,
  readNotification,
} from './read-notification.ts'

export interface RecordedBounce {
  mailId: string
  status: string
  /** False if the same bounce was recorded before. */
  isNew: boolean
}

const ownId = /^<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^<>@\s]+)>$/i

/**
 * Marks the message in a delivery status notification as bounced. Its Message-ID contains 74 random bits that only the
 * recipient's side has seen; together with the recipient's address they prove that the report is about that message.
 * Throws NotificationRefused, and changes nothing, for anything else. `fromDomain` is our sender domain, if known.
 */
export async function recordBounce(
  { db }: { db: Database },
  raw: Uint8Array,
  fromDomain: string | null,
): Promise<RecordedBounce> {
  const { messageId, recipients } = await readNotification(raw)
  const [, mailId = '', domain = ''] = ownId.exec(messageId) ?? []
  const isOurs =
    mailId !== '' && (fromDomain === null || domain.toLowerCase() === fromDomain.toLowerCase())
  const tenantId = isOurs ? await findMailTenant(db, mailId.toLowerCase()) : null
  if (tenantId === null) throw unknownMessage()
  return withTenant(db, { tenantId }, async (tx) => {
    const mail = await lockSentMail(tx, mailId.toLowerCase())
    if (!mail) throw unknownMessage()
    const { status, diagnostic } = findFailure(mail, recipients)
    if (mail.state === 'bounced') return { mailId: mail.id, status, isNew: false }
    const reason = diagnostic === null ? null : sanitizeReason(diagnostic)
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

const unknownMessage = (): NotificationRefused =>
  new NotificationRefused(
    'This is about no letter that AAM sent within the last 30 days from its present sender.',
  )
