export interface NotificationParts {
  /** The original message's id, in angle brackets. */
  messageId: string
  recipient: string
  action?: string
  status?: string
  diagnostic?: string
  /** Additional recipient fields, one per line. */
  more?: string
  /** The returned part: headers only, or the whole message. */
  returnedAs?: 'text/rfc822-headers' | 'message/rfc822'
  returned?: string
  reportType?: string
  statusType?: string
}

/** A delivery status notification as Postfix writes it (RFC 3464). */
export function notification({
  messageId,
  recipient,
  action = 'failed',
  status = '5.1.1',
  diagnostic = `smtp; 550 5.1.1 <${recipient}>: Recipient address\r\n    rejected: User unknown`,
  more = '',
  returnedAs = 'text/rfc822-headers',
  returned = `From: letters <aam@example.com>\r\nTo: ${recipient}\r\nMessage-ID: ${messageId}\r\nSubject: Hello\r\n`,
  reportType = 'multipart/report; report-type=delivery-status',
  statusType = 'message/delivery-status',
}: NotificationParts): string {
  return [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'To: aam@example.com',
    'MIME-Version: 1.0',
    `Content-Type: ${reportType};`,
    '\tboundary="B1/mx.example"',
    'Message-Id: <report@mx.example>',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--B1/mx.example',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '',
    '--B1/mx.example',
    `Content-Type: ${statusType}`,
    '',
    'Reporting-MTA: dns; mx.example',
    'Arrival-Date: Mon, 30 Nov 2026 10:00:00 +0000 (UTC)',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    ...(more ? [more] : []),
    `Action: ${action}`,
    `Status: ${status}`,
    ...(diagnostic ? [`Diagnostic-Code: ${diagnostic}`] : []),
    '',
    '--B1/mx.example',
    `Content-Type: ${returnedAs}`,
    '',
    returned,
    '--B1/mx.example--',
    '',
  ].join('\r\n')
}
