import type { ReadAddress, ReadText } from './environment.ts'

export interface MailConfig {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  url: string
  /** The sender address. */
  from: string
}

/** Reads the mail server; without one (null), links are shown to admins instead. */
export function readMail(
  text: ReadText,
  address: ReadAddress,
  faults: string[],
): MailConfig | null {
  const url = address('SMTP_URL', ['smtp', 'smtps'])
  const from = text('MAIL_FROM')
  if (url === null) return null
  if (from === null || !/^[^\s@<>]+@[^\s@<>]+$/.test(from)) {
    faults.push('MAIL_FROM is needed with SMTP_URL: the address that letters come from')
    return null
  }
  return { url, from }
}
