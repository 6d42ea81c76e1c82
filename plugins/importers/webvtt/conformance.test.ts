import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCueTree, type CueElement, type CueNode } from './cue-tree.ts'
import { parseWebVtt } from './file.ts'

interface ExpectedFile {
  file: string
  cues: Record<string, unknown>[]
}

const CUE_SUITES = ['entities', 'tags', 'text', 'timestamps', 'tree-building']
const HTML_NAMES: Partial<Record<string, string>> = { c: 'span', v: 'span', lang: 'span' }

const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0')

const dumpTime = (ms: number): string =>
  `${twoDigits(ms / 3_600_000)}:${twoDigits((ms / 60_000) % 60)}:${twoDigits((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`

const attributes = ({ name, classes, annotation }: CueElement): string[] => [
  ...(classes.length > 0 ? [`class="${classes.join(' ')}"`] : []),
  ...(name === 'lang' ? [`lang="${annotation}"`] : []),
  ...(name === 'v' ? [`title="${annotation}"`] : []),
]

/** The tree notation of web-platform-tests. */
const dump = (nodes: CueNode[], indent = ''): string[] =>
  nodes.flatMap((node) => {
    if (node.kind === 'text') return [`| ${indent}"${node.text}"`]
    if (node.kind === 'timestamp') return [`| ${indent}<?timestamp ${dumpTime(node.ms)}>`]
    return [
      `| ${indent}<${HTML_NAMES[node.name] ?? node.name}>`,
      ...attributes(node).map((line) => `| ${indent}  ${line}`),
      ...dump(node.children, `${indent}  `),
    ]
  })

const dataDir = process.env['AAM_EVAL_DATA']
if (dataDir) {
  const read = (name: string): string => readFileSync(join(dataDir, 'webvtt', name), 'utf8')

  describe('web-platform-tests: file parsing', () => {
    const files: ExpectedFile[] = JSON.parse(read('wpt-file-parsing/expected.json'))
    test.each(files)('$file', ({ file, cues }) => {
      const parsed = parseWebVtt(read(`wpt-file-parsing/${file}`)).cues.map(
        ({ id, startMs, endMs, settings, text }) => ({
          id,
          startTime: startMs / 1000,
          endTime: endMs / 1000,
          text,
          ...settings,
        }),
      )
      expect(parsed).toEqual(cues as typeof parsed)
    })
  })

  describe.each(CUE_SUITES)('web-platform-tests: cue parsing, %s', (suite) => {
    const cases: { text: string; expectedTree: string }[] = JSON.parse(
      read(`wpt-cue-parsing/${suite}.json`),
    )
    test.each(cases)('%j', ({ text, expectedTree }) => {
      const cue = parseWebVtt(`WEBVTT\n\n00:00.000 --> 00:01.000\n${text}`).cues[0]
      expect(dump(parseCueTree(cue?.text ?? '')).join('\n')).toBe(expectedTree.replace(/\n+$/, ''))
    })
  })
}
