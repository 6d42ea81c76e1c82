import PostalMime from 'postal-mime'

/** A report includes the original message; ours are a few kilobytes. */
export const largestNotificationBytes = 1024 * 1024
const mostRecipients = 100

/** The input changes nothing; the message says why. */
export class NotificationRefused extends Error {
  override readonly name = 'NotificationRefused'
}

export interface ReportedRecipient {
  /** The original and the final recipient, in lower case. */
  addresses: string[]
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded`. */
  action: string
  status: string
  diagnostic: string | null
}

export interface DeliveryNotification {
  /** The original message's id, in angle brackets. */
  messageId: string
  recipients: ReportedRecipient[]
}

const statusParts = ['message/delivery-status', 'message/global-delivery-status']
const returnedParts = [
  'message/rfc822',
  'text/rfc822-headers',
  'message/global',
  'message/global-headers',
]

/**
 * Parses a delivery status notification (RFC 3464 in a multipart/report of RFC 6522). Throws NotificationRefused for
 * anything else.
 */
export async function readNotification(raw: Uint8Array): Promise<DeliveryNotification> {
  if (raw.byteLength > largestNotificationBytes) throw tooLarge()
  const parsed = await parse(raw)
  const type = parsed.headers.find(({ key }) => key === 'content-type')?.value ?? ''
  if (
    !/^multipart\/report\s*;/i.test(type) ||
    !/;\s*report-type\s*=\s*"?delivery-status\b/i.test(type)
  )
    throw new NotificationRefused(
      'This is no delivery status notification: its content is not multipart/report with report-type=delivery-status.',
    )
  const contentOf = (types: string[]): string[] =>
    parsed.attachments
      .filter(({ mimeType }) => types.includes(mimeType.toLowerCase()))
      .map(({ content }) => String(content))
  const [status, ...others] = contentOf(statusParts)
  if (status === undefined || others.length > 0)
    throw malformed('it has not exactly one part of the kind message/delivery-status')
  const [returned] = contentOf(returnedParts)
  if (returned === undefined) throw malformed('the headers of the returned letter are missing')
  const { messageId } = await parse(returned)
  if (!messageId) throw malformed('the returned letter has no Message-ID')
  return { messageId, recipients: await readRecipients(status) }
}

/** Blank lines separate the per-message fields, which come first, and the fields of each recipient. */
async function readRecipients(status: string): Promise<ReportedRecipient[]> {
  const groups = status.split(/\r?\n(?:[ \t]*\r?\n)+/).filter((group) => group.trim() !== '')
  if (groups.length < 2) throw malformed('it names no recipient')
  if (groups.length > mostRecipients + 1) throw malformed('it names too many recipients')
  return Promise.all(groups.slice(1).map(readRecipient))
}

async function readRecipient(group: string): Promise<ReportedRecipient> {
  const { headers } = await parse(`${group}\r\n\r\n`)
  const field = (name: string): string | null =>
    headers.find(({ key }) => key === name)?.value.trim() || null
  const addresses = ['final-recipient', 'original-recipient'].flatMap((name) => {
    const [, address = ''] =
      /^(?:rfc822|utf-8)\s*;\s*<?([^<>\s]+@[^<>\s]+)>?$/i.exec(field(name) ?? '') ?? []
    return address ? [address.toLowerCase()] : []
  })
  const [action = ''] = (field('action') ?? '').toLowerCase().split(/[\s(]/)
  const [code = ''] = /^[245]\.\d{1,3}\.\d{1,3}(?=\s|\(|$)/.exec(field('status') ?? '') ?? []
  if (addresses.length === 0 || action === '' || code === '')
    throw malformed('a recipient has no address, action or status')
  return { addresses, action, status: code, diagnostic: field('diagnostic-code') }
}

async function parse(raw: Uint8Array | string) {
  try {
    return await PostalMime.parse(raw, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' })
  } catch {
    throw malformed('its parts cannot be told apart')
  }
}

export const tooLarge = (): NotificationRefused =>
  new NotificationRefused(
    `This is larger than a delivery status notification may be (${largestNotificationBytes / 1024 / 1024} MiB).`,
  )

const malformed = (why: string): NotificationRefused =>
  new NotificationRefused(`This delivery status notification cannot be read: ${why}.`)
