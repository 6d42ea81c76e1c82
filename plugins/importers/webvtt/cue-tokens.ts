import { decodeHTML } from 'entities'

export type CueToken =
  | { type: 'text'; text: string }
  | { type: 'start'; name: string; classes: string[]; annotation: string }
  | { type: 'end'; name: string }
  | { type: 'timestamp'; value: string }

const WHITESPACE = /[\t\n\f\r ]+/g

/** Splits the content of a tag into name, dotted classes and annotation. */
const readStartTag = (source: string): CueToken => {
  const space = source.search(/[\t\n\f ]/)
  const [name = '', ...classes] = (space === -1 ? source : source.slice(0, space)).split('.')
  const annotation = space === -1 ? '' : source.slice(space)
  return {
    type: 'start',
    name,
    classes: classes.filter((item) => item !== ''),
    annotation: decodeHTML(annotation).replace(WHITESPACE, ' ').trim(),
  }
}

const readTag = (source: string): CueToken => {
  const first = source.charAt(0)
  if (first === '/') return { type: 'end', name: source.slice(1) }
  if (first >= '0' && first <= '9') return { type: 'timestamp', value: source }
  return readStartTag(source)
}

/** WebVTT cue text tokenizer (https://www.w3.org/TR/webvtt1/#webvtt-cue-text-tokenizer). Linear in the text. */
export function* tokenizeCueText(input: string): Generator<CueToken> {
  let position = 0
  while (position < input.length) {
    if (input[position] === '<') {
      const close = input.indexOf('>', position)
      const end = close === -1 ? input.length : close
      yield readTag(input.slice(position + 1, end))
      position = end + 1
    } else {
      const open = input.indexOf('<', position)
      const end = open === -1 ? input.length : open
      yield { type: 'text', text: decodeHTML(input.slice(position, end)) }
      position = end
    }
  }
}
