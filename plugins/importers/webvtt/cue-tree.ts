import { tokenizeCueText, type CueToken } from './cue-tokens.ts'
import { readTimestamp } from './timestamp.ts'

type CueElementName = 'c' | 'i' | 'b' | 'u' | 'ruby' | 'rt' | 'v' | 'lang'

export interface CueElement {
  kind: 'element'
  name: CueElementName
  classes: string[]
  /** Speaker of a `v`, language tag of a `lang`; empty for the others. */
  annotation: string
  children: CueNode[]
}

export type CueNode =
  | CueElement
  | { kind: 'text'; text: string }
  | { kind: 'timestamp'; ms: number }

const NAMES = new Set(['c', 'i', 'b', 'u', 'ruby', 'rt', 'v', 'lang'])
const isElementName = (name: string): name is CueElementName => NAMES.has(name)

class TreeBuilder {
  readonly roots: CueNode[] = []
  private readonly open: CueElement[] = []

  add(token: CueToken): void {
    if (token.type === 'text') this.append({ kind: 'text', text: token.text })
    if (token.type === 'start') this.openElement(token)
    if (token.type === 'end') this.closeElement(token.name)
    if (token.type === 'timestamp') this.addTimestamp(token.value)
  }

  private append(node: CueNode): void {
    const parent = this.open.at(-1)
    if (parent) parent.children.push(node)
    else this.roots.push(node)
  }

  private openElement(token: Extract<CueToken, { type: 'start' }>): void {
    const { name, classes } = token
    if (!isElementName(name)) return
    if (name === 'rt' && this.open.at(-1)?.name !== 'ruby') return
    const annotation = name === 'v' || name === 'lang' ? token.annotation : ''
    const element: CueElement = { kind: 'element', name, classes, annotation, children: [] }
    this.append(element)
    this.open.push(element)
  }

  private closeElement(name: string): void {
    const current = this.open.at(-1)
    if (current?.name === name) this.open.pop()
    else if (name === 'ruby' && current?.name === 'rt') this.open.splice(-2)
  }

  private addTimestamp(value: string): void {
    const timestamp = readTimestamp(value, 0)
    if (timestamp?.end === value.length) this.append({ kind: 'timestamp', ms: timestamp.ms })
  }
}

/** Parses cue text into its node tree (https://www.w3.org/TR/webvtt1/#webvtt-cue-text-parsing-rules). */
export function parseCueTree(text: string): CueNode[] {
  const builder = new TreeBuilder()
  for (const token of tokenizeCueText(text)) builder.add(token)
  return builder.roots
}
