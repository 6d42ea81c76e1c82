import { decodeHTMLStrict } from 'entities'
import { parseCueTree, type CueNode } from './cue-tree.ts'

/** Words of one voice span; `speaker` is null for words outside any span. */
export interface VoiceText {
  speaker: string | null
  text: string
}

interface Pending {
  node: CueNode
  speaker: string | null
}

const pushAll = (stack: Pending[], nodes: CueNode[], speaker: string | null): void => {
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index]
    if (node) stack.push({ node, speaker })
  }
}

/** Tags of WebVTT, and HTML tags that tools put into captions; `List<String>` and `< 5 ms` are speech. */
const TAG =
  /<(?:\/?(?:c(?=[.>/]|\s{1,3}(?:[\w-]{1,20}=|>)|$)|[ibus](?=[.>/]|\s{1,3}(?:[\w-]{1,20}=|>))(?=[^<>]{0,400}>)|(?:v|ruby|rt|lang)(?=[\s.>/]|$)|(?:em|strong|font|span|small|big|sub|sup|p|div)(?=[\s.>/])(?=[^<>]{0,400}>))|\d{1,6}:[\d:.]{1,20}>|\/v)/iy
/** SSA codes for position and style, left behind by converters. */
const SSA_CODE = /\{\\[a-z][^{}\n]{0,80}\}/gi
const BREAK = /<br\s?\/?>/gi

/** Escapes each `<` that begins no tag. */
export function escapeSpokenBrackets(cueText: string): string {
  if (!cueText.includes('<')) return cueText
  const text = cueText.replaceAll(BREAK, '\n')
  let out = ''
  let from = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    TAG.lastIndex = at
    if (TAG.test(text)) continue
    out += `${text.slice(from, at)}&lt;`
    from = at + 1
  }
  return out + text.slice(from)
}

const isSomebody = (annotation: string): boolean =>
  /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(annotation)

const nameOf = (annotation: string): string | null =>
  isSomebody(annotation) ? annotation.replace(/^(["'])(.+)\1$/u, '$2') : null

/** Doubly escaped text, which some services write. */
const TWICE_ESCAPED = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6});/i

const decodeAgain = (text: string): string =>
  TWICE_ESCAPED.test(text) ? decodeHTMLStrict(text) : text

/** Decodes character references that end with a semicolon: `AT&T` and `&copy` stay. */
export const decodeReferences = (text: string): string =>
  text.includes('&') ? decodeAgain(decodeHTMLStrict(text)) : text

/**
 * The text of a cue by voice, in order, without tags and ruby annotations. Uses its own stack, so a cue of a million
 * nested tags cannot overflow the call stack.
 */
export function readVoices(cueText: string): VoiceText[] {
  const voices: { speaker: string | null; parts: string[] }[] = []
  const stack: Pending[] = []
  pushAll(stack, parseCueTree(escapeSpokenBrackets(cueText.replace(SSA_CODE, ''))), null)
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, speaker } = next
    if (node.kind === 'element' && node.name !== 'rt') {
      pushAll(stack, node.children, node.name === 'v' ? nameOf(node.annotation) : speaker)
    }
    if (node.kind !== 'text') continue
    const last = voices.at(-1)
    if (last && last.speaker === speaker) last.parts.push(node.text)
    else voices.push({ speaker, parts: [node.text] })
  }
  return voices
    .map(({ speaker, parts }) => ({ speaker, text: decodeAgain(parts.join('')) }))
    .filter((voice) => voice.text.trim() !== '')
}
