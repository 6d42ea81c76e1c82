import { fullFormats } from 'ajv-formats/dist/formats.js'

type Check = (text: string) => boolean

/** Longer than any date, mailbox (RFC 5321) or address that a browser opens. */
const MAX_FORMAT_CHARS = 4_096

/** Rejects texts of absurd length before the check. */
const short =
  (check: Check): Check =>
  (text) =>
    text.length <= MAX_FORMAT_CHARS && check(text)

const check = (name: 'date' | 'ipv6' | 'uri'): Check => {
  const format = fullFormats[name] as RegExp | Check | { validate: Check }
  if (format instanceof RegExp) return (text) => format.test(text)
  return typeof format === 'function' ? format : format.validate
}
const isCalendarDate = check('date')
const isIpv6 = check('ipv6')
const isUriByGrammar = check('uri')

/** RFC 3339 full-date. Databases know no year 0, and RFC 3339 dates have four digits: real days of 0001 to 9999 remain. */
export const isDate: Check = (text) => !text.startsWith('0000') && isCalendarDate(text)

const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)t([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i

/** RFC 3339 date-time; a leap second stands only at the end of a day of UTC. */
export const isDateTime: Check = (text) => {
  const [, date, hour, minute, second, sign, offsetHour = 0, offsetMinute = 0] =
    DATE_TIME.exec(text) ?? []
  if (date === undefined || !isDate(date)) return false
  if (second !== '60') return true
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1)
  const utcMinutes = Number(hour) * 60 + Number(minute) - offset
  return (utcMinutes + 2 * 1_440) % 1_440 === 1_439
}

const ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+$/i
const QUOTED = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"$/
const LABEL = /^[a-z0-9-]{1,63}$/i
const isIpv4: Check = (text) => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text)

/** RFC 5321 mailbox: a dotted or quoted name at a host name of two labels or more, or at an address in brackets. */
export const isEmail: Check = short((text) => {
  const at = text.lastIndexOf('@')
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  if (at < 1) return false
  if (!QUOTED.test(local) && !local.split('.').every((atom) => ATOM.test(atom))) return false
  if (domain.startsWith('[') && domain.endsWith(']')) {
    const address = domain.slice(1, -1)
    return /^ipv6:/i.test(address) ? isIpv6(address.slice(5)) : isIpv4(address)
  }
  const labels = domain.split('.')
  const isLabel = (label: string) =>
    LABEL.test(label) && !label.startsWith('-') && !label.endsWith('-')
  return labels.length > 1 && labels.every(isLabel)
})

const PARTS = /^[a-z][a-z0-9+.-]*:(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is
const HOST = /^(?:\[[^\]]*\]|[^:[\]]*)(?::\d*)?$/

/** RFC 3986 URI with a scheme; brackets stand around an address only, ports are numbers. */
export const isUri: Check = short((text) => {
  const [, authority = '', ...rest] = PARTS.exec(text) ?? []
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (!HOST.test(host) || rest.some((part) => /[[\]]/.test(part ?? ''))) return false
  return !/[:.]0\d+\.|\.0\d+[.\]]/.test(host.startsWith('[') ? host : '') && isUriByGrammar(text)
})
