import { createTransport } from 'nodemailer'
import { type MailMessage, type Mailer, MailFault } from '../../modules/mail/index.ts'
import type { MailConfig } from '../../platform/settings/mail-config.ts'

const defaultTimes = { connectMs: 5_000, silenceMs: 20_000 }
const answerAtMost = 300

/**
 * Sends mail through a server (RFC 5321) with nodemailer. Distinguishes permanent refusals (5yz) and bad credentials
 * from a server that is unavailable or asks to retry (4yz). While the server is silent one message at a time probes it;
 * the others are rejected at once.
 */
export function openMailer(
  { url, from }: MailConfig,
  { connectMs, silenceMs } = defaultTimes,
): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  let silence: MailFault | undefined
  let isAsking = false
  return {
    fromAddress: from,
    async send(letter, signal) {
      signal.throwIfAborted()
      if (silence && isAsking) throw silence
      isAsking = true
      try {
        const { response } = await transport.sendMail(toMessage(letter))
        silence = undefined
        return { answer: cut(String(response), letter.to) }
      } catch (error) {
        const fault = toFault(error, letter.to)
        silence = (error as SmtpError).code === 'ETIMEDOUT' ? fault : undefined
        throw fault
      } finally {
        isAsking = false
      }
    },
    async check() {
      try {
        await transport.verify()
      } catch (error) {
        throw toFault(error, from)
      }
    },
  }
}

const toMessage = ({ messageId, from, to, subject, text, html, language }: MailMessage) => ({
  messageId,
  from,
  to: { name: '', address: to },
  subject,
  text,
  html,
  headers: {
    'Content-Language': language,
    // RFC 3834: suppresses automatic replies.
    'Auto-Submitted': 'auto-generated',
  },
})

interface SmtpError {
  code?: string
  responseCode?: number
  response?: string
  message?: string
}

function toFault(error: unknown, to: string): MailFault {
  const { code, responseCode, response, message } = error as SmtpError
  const answer = cut(response ?? message ?? 'no answer', to)
  if (code === 'EAUTH') return new MailFault('mail_credentials', true, answer)
  if (responseCode !== undefined && responseCode >= 500)
    return new MailFault('mail_refused', false, answer)
  if (code === 'EENVELOPE' && responseCode === undefined)
    return new MailFault('mail_refused', false, answer)
  return new MailFault('mail_unavailable', true, answer)
}

/** The recipient is recorded separately and does not belong in a log. */
const cut = (answer: string, to: string): string =>
  answer.replaceAll(to, '…').replaceAll(/\s+/g, ' ').slice(0, answerAtMost)
