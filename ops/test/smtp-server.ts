import { SMTPServer } from 'smtp-server'

export interface ReceivedLetter {
  from: string
  to: string[]
  raw: string
}

export interface SmtpStandIn {
  port: number
  letters: ReceivedLetter[]
  stop(): Promise<void>
}

export interface SmtpBehaviour {
  /** Answers each recipient with this code. */
  rcpt?: number
  /** Answers the letter itself with this code. */
  data?: number
  /** Takes the letter and hangs up without an answer. */
  cut?: boolean
  /** Asks everybody to sign in with it. */
  password?: string
}

const withCode = (responseCode: number): Error =>
  Object.assign(new Error(`No, not this one (${responseCode})`), { responseCode })

/** A mail server (RFC 5321) on loopback that keeps what it gets. `port` 0 takes a free one. */
export async function startSmtpServer(
  behaviour: SmtpBehaviour = {},
  port = 0,
): Promise<SmtpStandIn> {
  const letters: ReceivedLetter[] = []
  const server = new SMTPServer({
    authOptional: behaviour.password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth({ password }, _session, done) {
      if (password === behaviour.password) done(null, { user: 'aam' })
      else done(withCode(535))
    },
    onRcptTo(_address, _session, done) {
      done(behaviour.rcpt ? withCode(behaviour.rcpt) : null)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (behaviour.data) {
          done(withCode(behaviour.data))
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        letters.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        if (behaviour.cut) for (const connection of server.connections) connection.close()
        else done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    letters,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  }
}
