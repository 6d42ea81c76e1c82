import { describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ImportError, parseTranscript } from './index.ts'
import { type ExpectedCase, findDifference } from './test/field-case.ts'

/** Files as tools write them in the field, each with what is right after import: `expected.json` beside it. */
const folder = join(import.meta.dir, 'test/field-cases')

const readCases = (name: string): ExpectedCase[] => {
  const path = join(folder, name, 'expected.json')
  if (!existsSync(path)) return []
  return (JSON.parse(readFileSync(path, 'utf8')) as { inputs?: ExpectedCase[] }).inputs ?? []
}

const outcomeOf = (name: string, expected: ExpectedCase): string | null => {
  const bytes = new Uint8Array(readFileSync(join(folder, name, expected.file)))
  try {
    return findDifference(expected, parseTranscript(bytes, { fileName: expected.file }))
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    if (expected.accept !== false && !expected.acceptOrRefuse) return `refused: ${error.detail}`
    const isUntrue = expected.refusalNot && new RegExp(expected.refusalNot, 'iu').test(error.detail)
    const isDumb =
      expected.refusalMust && !new RegExp(expected.refusalMust, 'iu').test(error.detail)
    return isUntrue || isDumb ? `refused with: ${error.detail}` : null
  }
}

for (const name of readdirSync(folder)) {
  describe(name, () => {
    const cases = readCases(name).map((one): [string, ExpectedCase] => [one.file, one])
    test.each(cases)('%s is read right', (_, expected) => {
      expect(outcomeOf(name, expected)).toBeNull()
    })
  })
}
