import { withTenant } from '../../../db/tenant.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { Services } from '../../../db/services.ts'
import { type Mailer, MailFault, type MailSealer } from './ports.ts'
import { openMail } from './queue-mail.ts'
import { renderMail } from './render.ts'
import { endMail, findQueuedMail, saveAnswer } from './repo.ts'

export interface SendDeps extends Services {
  /** Null when no mail server is configured: messages wait for one. */
  mailer: Mailer | null
  sealer: MailSealer
}

const dayMs = 24 * 3_600_000
/** As long as mail servers retry themselves (RFC 5321, section 4.5.4.1: four to five days). */
const givenUpAfterMs = 4 * dayMs
const firstWaitMs = 15_000
const longestWaitMs = 15 * 60_000

/**
 * Sends a message to the mail server. It is sent twice only if the server's reply was lost, and then with the same
 * Message-ID. While the server is unreachable the message waits; a rejected one is kept for admins.
 */
export const sendMail = defineJob<'mail.send', SendDeps>(
  'mail.send',
  async (deps, ctx, { mailId }) => {
    const mail = await withTenant(deps.db, ctx, (tx) => findQueuedMail(tx, mailId))
    if (!mail?.sealed) return 'already done'
    const ageMs = Date.now() - mail.createdAt.getTime()
    if (!deps.mailer) throw waitForServer(ageMs, 'no mail server is configured')
    const { fromAddress } = deps.mailer
    const data = await openMail(deps, ctx.tenantId, { id: mail.id, sealed: mail.sealed })
    const message = {
      messageId: `<${mail.id}@${fromAddress.split('@').at(-1) ?? 'localhost'}>`,
      from: { name: mail.organisation, address: fromAddress },
      to: mail.recipient,
      language: mail.locale,
      ...renderMail(mail.kind, mail.locale, data as never),
    }
    try {
      const { answer } = await deps.mailer.send(message, ctx.signal)
      await withTenant(deps.db, ctx, (tx) => endMail(tx, mailId, { state: 'sent', answer }))
      return 'sent'
    } catch (error) {
      if (!(error instanceof MailFault) || ctx.signal.aborted) throw error
      if (!error.retryable || ageMs > givenUpAfterMs) {
        const { answer } = error
        await withTenant(deps.db, ctx, (tx) => endMail(tx, mailId, { state: 'refused', answer }))
        return error.code
      }
      await withTenant(deps.db, ctx, (tx) => saveAnswer(tx, mailId, error.answer))
      throw waitForServer(ageMs, error.answer)
    }
  },
)

/** The longer it waits, the less often it is retried. */
const waitForServer = (ageMs: number, answer: string): MailFault =>
  new MailFault(
    'mail_unavailable',
    true,
    answer,
    Math.min(longestWaitMs, Math.max(firstWaitMs, Math.round(ageMs / 2))),
  )
