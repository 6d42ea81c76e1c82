/** A letter, ready to go. */
export interface Letter {
  /** Made of the mail's own id: a server that gets it twice can tell. */
  messageId: string
  from: { name: string; address: string }
  to: string
  subject: string
  text: string
  html: string
  /** BCP 47, for its Content-Language. */
  language: string
}

/** Hands letters to a mail server. */
export interface Mailer {
  /** The address that letters come from. */
  fromAddress: string
  /** Resolves once the server has taken the letter, with its answer. Throws MailFault. */
  send(letter: Letter, signal: AbortSignal): Promise<{ answer: string }>
  /** Asks the server, without a letter, whether it answers and takes the credentials. Throws MailFault. */
  check(): Promise<void>
}

/** Why a letter was not taken. `answer` is what the server said, without addresses of people. */
export class MailFault extends Error {
  override readonly name = 'MailFault'
  constructor(
    readonly code: 'mail_unavailable' | 'mail_refused' | 'mail_credentials',
    /** Whether the same letter may be taken later. */
    readonly retryable: boolean,
    readonly answer: string,
    /** Set by whoever sends: it costs no attempt to wait for a mail server. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(code)
  }
}

/** Seals what a letter says until it is sent. */
export interface MailSealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}
