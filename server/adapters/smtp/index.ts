import { createTransport } from 'nodemailer'
import { type Letter, type Mailer, MailFault } from '../../modules/mail/index.ts'
import type { MailConfig } from '../../platform/settings/mail-config.ts'

const connectMs = 5_000
const silenceMs = 20_000
const answerAtMost = 300

/**
 * Hands letters to a mail server (RFC 5321) through nodemailer. A refusal for good (5yz) and bad credentials are told
 * from a server that is away or asks to come later (4yz).
 */
export function openMailer({ url, from }: MailConfig): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    fromAddress: from,
    async send(letter, signal) {
      signal.throwIfAborted()
      try {
        const { response } = await transport.sendMail(toMessage(letter))
        return { answer: cut(String(response), letter.to) }
      } catch (error) {
        throw toFault(error, letter.to)
      }
    },
  }
}

const toMessage = ({ messageId, from, to, subject, text, html, language }: Letter) => ({
  messageId,
  from,
  to: { name: '', address: to },
  subject,
  text,
  html,
  headers: {
    'Content-Language': language,
    // RFC 3834: nobody's holiday answers it.
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

/** Whom it was for stands beside it already, and is nothing for a log. */
const cut = (answer: string, to: string): string =>
  answer.replaceAll(to, '…').replaceAll(/\s+/g, ' ').slice(0, answerAtMost)
