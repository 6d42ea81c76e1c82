import { document, type ForeignKind, other, refuse } from './foreign-kind.ts'

interface TextKind extends ForeignKind {
  pattern: RegExp
  /** How often the pattern must occur: once for a signature, twice for a line layout. */
  times: 1 | 2
}

const CHAT: ForeignKind = {
  reason: 'chat',
  what: 'a chat export (Zoom writes it as newChat.txt): what people typed, not what they said',
  bring: 'Bring the transcript of the same meeting; in Zoom its name ends in .transcript.vtt.',
}

const TEXT_KINDS: TextKind[] = [
  {
    pattern: /^\s{0,100}<(?:!doctype html|html|head|body)\b/gi,
    times: 1,
    ...document('a web page (HTML)', 'web_page'),
  },
  {
    pattern: /^\s{0,100}<(?:\?xml|tt)\b/gi,
    times: 1,
    ...document('an XML file (such as TTML captions)', 'other_captions'),
  },
  {
    pattern: /^\s{0,100}\[Script Info\]/gi,
    times: 1,
    ...document('an ASS or SSA subtitle file', 'other_captions'),
  },
  {
    pattern: /^\s{0,100}<sami\b/gi,
    times: 1,
    ...document('a SAMI caption file', 'other_captions'),
  },
  {
    pattern: /^\s{0,100}Scenarist_SCC/gi,
    times: 1,
    ...document('an SCC caption file', 'other_captions'),
  },
  {
    pattern: /^[ \t]{0,100}[{[]\d{1,9}[}\]][{[]\d{1,9}[}\]]/gm,
    times: 2,
    ...document('a MicroDVD or MPL2 subtitle file', 'other_captions'),
  },
  { pattern: /^\s{0,100}\d{1,2}:\d{2}(?::\d{2})?\t[^\t\n]{1,200}:\t/g, times: 1, ...CHAT },
  { pattern: /^\s{0,100}\d{1,2}:\d{2}(?::\d{2})?\s{1,4}From\s[^\n]{1,200}?:/g, times: 1, ...CHAT },
  {
    pattern: /^[ \t]{0,100}\d{1,2}:\d{2}(?::\d{2})?\t[^\t\n]{1,200}:\t/gm,
    times: 2,
    ...CHAT,
  },
]

const HEAD_CHARS = 4096
const CONTROL_SAMPLE_CHARS = 64 * 1024

const isBinary = (text: string): boolean => {
  const sample = text.slice(0, CONTROL_SAMPLE_CHARS)
  let controls = 0
  for (let index = 0; index < sample.length; index += 1) {
    const code = sample.charCodeAt(index)
    if (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13) controls += 1
  }
  return controls > sample.length * 0.05
}

/**
 * Throws an ImportError that names the kind of a text that is not a transcript: web pages, chats, other captions,
 * binary data.
 */
export function refuseForeignText(text: string, name: string): void {
  const head = text.slice(0, HEAD_CHARS)
  const kind = TEXT_KINDS.find(({ pattern, times }) => (head.match(pattern) ?? []).length >= times)
  if (kind) refuse(kind, name)
  if (isBinary(text)) refuse(other('binary data of an unknown kind', 'binary'), name)
}
