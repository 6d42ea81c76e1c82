import { parseArgs } from 'node:util'
import { openMailer } from '../../adapters/smtp/index.ts'
import { MailFault, renderMail } from '../../modules/mail/index.ts'
import { readConfig } from '../../platform/config.ts'
import { newId } from '../../platform/ids.ts'
import { recordBounceFrom } from '../record-bounce.ts'
import { type Command, CommandFailed } from '../command.ts'
import { localeChoice, readLocale } from '../read-locale.ts'

const advice: Record<MailFault['code'], string> = {
  mail_unavailable:
    'Check the host and port of SMTP_URL, and that the server can be reached from here.',
  mail_credentials: 'Check the name and password in SMTP_URL.',
  mail_refused: 'Check the address, and that the server may send for MAIL_FROM.',
}

export const command: Command = {
  usage: `Usage: bun aam mail test ADDRESS [--language ${localeChoice}] [--json]
       bun aam mail bounced [--json] < NOTIFICATION

“test” sends one letter to ADDRESS by SMTP_URL from MAIL_FROM, now and without a queue, and says what the mail server
answered.
“bounced” reads one delivery status notification (RFC 3464) from the standard input, as a mail server pipes what comes
back to MAIL_FROM, and marks the letter that it is about as come back; admins see it under Organisation, Mail. What is
unknown, malformed, too large, about a mere delay or about another address changes nothing: it says why and exits with
1. With 75 (EX_TEMPFAIL) the database could not be reached, and the mail server should try again.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        language: { type: 'string', default: 'en' },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const [verb, address] = positionals
    if (verb === 'bounced') {
      if (address !== undefined)
        throw new CommandFailed('mail bounced takes nothing but the standard input.')
      if (process.stdin.isTTY)
        throw new CommandFailed(
          'mail bounced reads a delivery status notification from the standard input: pipe one to it.',
        )
      return recordBounceFrom(
        Bun.stdin.stream(),
        readConfig(values.home ? { home: values.home } : {}),
        (data, text) => console.log(values.json ? JSON.stringify(data) : text),
      )
    }
    if (verb !== 'test' || !address || !/^[^\s@<>]+@[^\s@<>]+$/.test(address)) {
      throw new CommandFailed(
        'Say mail test and an address, e.g. mail test me@example.com, or mail bounced; bun aam mail --help says more.',
      )
    }
    const language = readLocale(values.language)
    const { mail } = readConfig(values.home ? { home: values.home } : {})
    if (!mail) {
      throw new CommandFailed(
        'No mail server is configured: set SMTP_URL and MAIL_FROM. Until then links are shown to admins instead.',
      )
    }
    try {
      const { answer } = await openMailer(mail).send(
        {
          messageId: `<${newId()}@${mail.from.split('@').at(-1) ?? 'localhost'}>`,
          from: { name: 'AAM', address: mail.from },
          to: address,
          language,
          ...renderMail('test', language, { organisation: 'AAM' }),
        },
        new AbortController().signal,
      )
      console.log(values.json ? JSON.stringify({ answer }) : `The mail server took it: ${answer}`)
      return 0
    } catch (error) {
      if (!(error instanceof MailFault)) throw error
      throw new CommandFailed(`The letter was not taken: ${error.answer}. ${advice[error.code]}`)
    }
  },
}
