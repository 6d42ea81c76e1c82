import type { ReceivedLetter } from '../../../ops/test/smtp-server.ts'
import { until } from './accepted-meeting.ts'

export interface Letter {
  from: string
  subject: string
  text: string
  html: string
  /** The one link that it asks to open. */
  link: string
}

/** RFC 2045, section 6.7: a broken line goes on in the next one, and bytes are written in hexadecimal digits. */
function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** RFC 2047: words of a header that are not ASCII. */
const readHeaderWords = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : fromQuotedPrintable(word.replaceAll('_', ' ')),
    )

const header = (head: string, name: string): string =>
  new RegExp(`^${name}:((?:.|\\r\\n[ \\t])*)`, 'im').exec(head)?.[1]?.trim() ?? ''

function splitHead(raw: string): [head: string, body: string] {
  const at = raw.indexOf('\r\n\r\n')
  return [raw.slice(0, at), raw.slice(at + 4)]
}

function readBody(head: string, body: string): string {
  const encoding = header(head, 'content-transfer-encoding').toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  return encoding === 'quoted-printable' ? fromQuotedPrintable(body) : body
}

/** What stands in a letter as it went over the line. */
export function readLetter({ raw }: Pick<ReceivedLetter, 'raw'>): Letter {
  const [head, body] = splitHead(raw)
  const boundary = /boundary="?([^";\s]+)/.exec(head)?.[1] ?? ''
  const parts = body.split(`--${boundary}`).map((part) => splitHead(part.trimStart()))
  const part = (type: string): string => {
    const found = parts.find(([head]) => header(head, 'content-type').startsWith(type))
    return found ? readBody(...found) : ''
  }
  const text = part('text/plain')
  return {
    from: readHeaderWords(header(head, 'from')),
    subject: readHeaderWords(header(head, 'subject')),
    text,
    html: part('text/html'),
    link: /https?:\/\/\S+/.exec(text)?.[0] ?? '',
  }
}

/** What arrives at a mail server, by whom it is for. Each letter is taken once. */
export function openMailbox(read: () => Promise<ReceivedLetter[]>) {
  const taken = new Set<number>()
  return {
    async next(address: string): Promise<Letter> {
      const { letters, at } = await until(
        async () => {
          const letters = await read()
          return {
            letters,
            at: letters.findIndex(({ to }, at) => to.includes(address) && !taken.has(at)),
          }
        },
        ({ at }) => at >= 0,
      )
      taken.add(at)
      return readLetter(letters[at] ?? { raw: '' })
    },
    /** How many have arrived that nobody took. */
    left: async (): Promise<number> => (await read()).length - taken.size,
  }
}
