import { join } from 'node:path'
import { createJudge } from '../../../../plugins/engine/pack/validate.ts'
import { usesDialectOnly } from './uses-dialect-only.ts'

/** Files of the suite whose keywords our dialect supports; the formats are the ones it asserts. */
const FILES = [
  'type',
  'properties',
  'required',
  'enum',
  'const',
  'items',
  'defs',
  'ref',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'pattern',
  'format',
  'optional/format/date',
  'optional/format/date-time',
  'optional/format/email',
  'optional/format/uri',
]

interface Group {
  description: string
  schema: unknown
  tests: { description: string; data: unknown; valid: boolean }[]
}

export interface SuiteFile {
  file: string
  passed: number
  /** Cases whose schema uses a keyword that our dialect does not support. */
  outside: number
  /** Cases for validators that treat formats as annotations. Our dialect asserts them. */
  remarks: number
  failed: string[]
}

/**
 * Runs the JSON Schema Test Suite (draft 2020-12) against the validator of provider answers. `folder` is the suite's
 * `tests/` folder.
 */
export async function runSchemaSuite(folder: string): Promise<SuiteFile[]> {
  return Promise.all(
    FILES.map(async (file) => {
      const groups: Group[] = await Bun.file(
        join(folder, 'tests/draft2020-12', `${file}.json`),
      ).json()
      const result: SuiteFile = { file, passed: 0, outside: 0, remarks: 0, failed: [] }
      for (const group of groups) judgeGroup(group, result)
      return result
    }),
  )
}

function judgeGroup({ description, schema, tests }: Group, result: SuiteFile): void {
  if (!usesDialectOnly(schema)) {
    result.outside += tests.length
    return
  }
  const validate = compile(schema)
  for (const { description: name, data, valid } of tests) {
    if (name.endsWith('is only an annotation by default')) result.remarks++
    else if (typeof validate === 'function' && validate(data) === valid) result.passed++
    else
      result.failed.push(
        `${description}: ${name}${typeof validate === 'string' ? ` (${validate})` : ''}`,
      )
  }
}

function compile(schema: unknown) {
  try {
    return createJudge().compile(schema as object)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** One line per file, and one for the total. */
export function suiteLines(files: SuiteFile[]): string[] {
  const sum = (of: (file: SuiteFile) => number) =>
    files.reduce((total, file) => total + of(file), 0)
  const line = (name: string, passed: number, failed: number, outside: number, remarks: number) =>
    `${name.padEnd(26)} ${String(passed).padStart(4)} passed, ${failed} failed; not of the dialect: ${outside}; formats as remarks: ${remarks}`
  return [
    ...files.flatMap(({ file, passed, failed, outside, remarks }) => [
      line(file, passed, failed.length, outside, remarks),
      ...failed.map((name) => `  ${name}`),
    ]),
    line(
      'JSON Schema Test Suite',
      sum((file) => file.passed),
      sum((file) => file.failed.length),
      sum((file) => file.outside),
      sum((file) => file.remarks),
    ),
  ]
}
