import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { runSchemaSuite, suiteLines } from './run-schema-suite.ts'
import { usesDialectOnly } from './uses-dialect-only.ts'

test('separates schemas of the dialect from the others', () => {
  const inside = {
    properties: { a: { $ref: '#/$defs/b', items: true } },
    $defs: { b: { minLength: 1 } },
  }
  expect(usesDialectOnly(inside)).toBe(true)
  for (const outside of [
    { not: {} },
    { properties: { a: { $id: 'x' } } },
    { $ref: 'other.json' },
    { format: 'ipv4' },
  ]) {
    expect(usesDialectOnly(outside)).toBe(false)
  }
})

const data = process.env['AAM_EVAL_DATA']
if (data) {
  test('the validator passes every case of the dialect', async () => {
    const files = await runSchemaSuite(join(data, 'json-schema/JSON-Schema-Test-Suite'))
    console.log(suiteLines(files).join('\n'))
    expect(files.flatMap(({ file, failed }) => failed.map((name) => `${file}: ${name}`))).toEqual(
      [],
    )
    expect(files.reduce((sum, { passed }) => sum + passed, 0)).toBeGreaterThan(400)
  })
}
