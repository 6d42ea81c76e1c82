import { isObject, type JsonDocument } from './read-json.ts'

const widest = 100

const indentOf = (text: string): string => /[{[]\r?\n([ \t]+)/.exec(text)?.[1] ?? '  '

/** The indent of the line that `offset` is in. */
function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

/**
 * Prints a document with another value. Objects and lists that are still the same keep their text byte for byte; only
 * what was changed, and its containers, are printed again.
 */
export function printJson(document: JsonDocument, value: unknown): string {
  const { text, root, nodes, raw } = document
  if (value === root.value) return text
  const step = indentOf(text)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'

  const printKept = (start: number, end: number, indent: string): string => {
    const before = lineIndent(text, start)
    const kept = text.slice(start, end)
    if (before === indent) return kept
    return kept
      .split('\n')
      .map((line, at) =>
        at > 0 && line.startsWith(before) ? indent + line.slice(before.length) : line,
      )
      .join('\n')
  }
  const printScalar = (scalar: unknown): string => raw.get(scalar) ?? JSON.stringify(scalar)
  const printBlock = (open: string, close: string, lines: string[], indent: string): string =>
    lines.length === 0
      ? open + close
      : `${open}${newline}${lines.map((line) => indent + step + line).join(`,${newline}`)}${newline}${indent}${close}`
  const print = (value: unknown, indent: string, usedChars: number): string => {
    if (typeof value !== 'object' || value === null) return printScalar(value)
    const node = nodes.get(value)
    if (node) return printKept(node.start, node.end, indent)
    const inner = indent + step
    if (isObject(value)) {
      const lines = Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => {
          const name = `${JSON.stringify(key)}: `
          return name + print(member, inner, inner.length + name.length)
        })
      return printBlock('{', '}', lines, indent)
    }
    const list = value as unknown[]
    if (list.every((entry) => typeof entry !== 'object' || entry === null)) {
      const line = `[${list.map(printScalar).join(', ')}]`
      if (usedChars + line.length < widest) return line
    }
    return printBlock(
      '[',
      ']',
      list.map((entry) => print(entry, inner, inner.length)),
      indent,
    )
  }
  return text.slice(0, root.start) + print(value, '', 0) + text.slice(root.end)
}
