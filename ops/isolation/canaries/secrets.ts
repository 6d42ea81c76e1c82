import { talk } from '../../../server/http/test/meetings.ts'
import { testPassword } from '../../test/installation.ts'

/** What must not appear in any log line or span, each with a name that may be printed. */
export function forbiddenTexts(
  markers: string[],
  more: string[],
): [name: string, pattern: RegExp][] {
  const said = talk
    .split('\n')
    .filter((line) => line.startsWith('<v '))
    .map((line) => line.replace(/^<v [^>]+>/, '').slice(0, 24))
  return [
    ['what somebody wrote', literally(markers)],
    ['what somebody said', literally(said)],
    ['a password', literally([testPassword])],
    ['a secret of the installation', literally(more)],
    ['an email address', /[\w.+-]+@[\w.-]+\.[a-z]{2,}/i],
    ['a token', /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/],
    ['an API key', /aam_(dev|live)_[0-9A-Za-z]{12}_[0-9A-Za-z]{8,}/],
    ['a link’s token', /#token=/],
    ['a hash of a password', /\$argon2/],
  ]
}

const literally = (texts: string[]): RegExp =>
  new RegExp(texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'))
