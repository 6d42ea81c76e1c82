import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../package.json'

test('the runbooks install the pinned version of Bun', () => {
  const named = readdirSync(import.meta.dir)
    .filter((name) => name.endsWith('.md'))
    .flatMap(
      (name) => readFileSync(join(import.meta.dir, name), 'utf8').match(/bun@[\d.]+\d/g) ?? [],
    )
  expect(named.length).toBeGreaterThan(1)
  expect(new Set(named)).toEqual(new Set([manifest.packageManager]))
})
