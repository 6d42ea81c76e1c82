import type { Locale } from '../../../plugins/engine/index.ts'
import type { MailDictionary, MailKind, MailKinds, MailText } from './mail-kinds.ts'
import { en } from './messages/en.ts'
import { ru } from './messages/ru.ts'

const dictionaries: Record<Locale, MailDictionary> = { en, ru }

/** Renders subject, plain text and HTML. Text written by people is escaped in both. */
export function renderMail<Kind extends MailKind>(
  kind: Kind,
  locale: Locale,
  data: MailKinds[Kind],
): { subject: string; text: string; html: string } {
  const words = dictionaries[locale][kind](withoutDirectionMarks(data))
  return { subject: oneLine(words.subject), text: toText(words), html: toHtml(words, locale) }
}

/** Bidirectional control characters (UAX #9) would let a name reorder the text around it. */
const withoutDirectionMarks = <Data extends object>(data: Data): Data => {
  const entries = Object.entries(data).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? value.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '') : value,
  ])
  return Object.fromEntries(entries) as Data
}

// A line break in a name must not start another header.
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()

const toText = ({ before, action, after }: MailText): string =>
  [...before, ...(action ? [`${action.label}:\n${action.link}`] : []), ...after].join('\n\n') + '\n'

function toHtml({ subject, before, action, after }: MailText, locale: Locale): string {
  const paragraph = (text: string) =>
    `<p style="margin:0 0 16px;white-space:pre-line;overflow-wrap:anywhere">${escapeHtml(text)}</p>`
  const button =
    action &&
    `<p style="margin:0 0 16px"><a href="${escapeHtml(action.link)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#2f5d50;color:#ffffff;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#57544d;word-break:break-all">${escapeHtml(action.link)}</p>`
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(oneLine(subject))}</title></head>
<body style="margin:0;padding:32px 16px;background:#f7f6f3;color:#1c1b19;font:15px/1.5 system-ui,sans-serif">
<div style="max-width:520px;margin:0 auto;padding:28px;background:#ffffff;border:1px solid #e4e1da;border-radius:10px">
${[...before.map(paragraph), ...(button ? [button] : []), ...after.map(paragraph)].join('\n')}
</div></body></html>
`
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
