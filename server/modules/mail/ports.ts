/** A complete message. */
export interface MailMessage {
  /** Derived from the mail's id, so that a server can recognise a repeated message. */
  messageId: string
  from: { name: string; address: string }
  to: string
  subject: string
  text: string
  html: string
  /** BCP 47, for the Content-Language header. */
  language: string
}

/** Sends messages through a mail server. */
export interface Mailer {
  /** The sender address. */
  fromAddress: string
  /** Resolves with the server's reply once it has accepted the message. Throws MailFault. */
  send(message: MailMessage, signal: AbortSignal): Promise<{ answer: string }>
  /** Checks without a message whether the server answers and accepts the credentials. Throws MailFault. */
  check(): Promise<void>
}

/** Why a message was not accepted. `answer` is the server's reply without people's addresses. */
export class MailFault extends Error {
  override readonly name = 'MailFault'
  constructor(
    readonly code: 'mail_unavailable' | 'mail_refused' | 'mail_credentials',
    /** Whether the same message may be accepted later. */
    readonly retryable: boolean,
    readonly answer: string,
    /** Set by the sending job: waiting for a mail server uses up no attempt. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(code)
  }
}

/** Encrypts a message until it is sent. */
export interface MailSealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}
