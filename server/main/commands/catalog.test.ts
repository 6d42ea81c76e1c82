import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { availableCommands } from './catalog.ts'

test('names only commands whose files exist, also in an image that omits some', () => {
  const all = Object.keys(availableCommands(join(import.meta.dir, '../../..')))
  const image = mkdtempSync(join(tmpdir(), 'aam-image-'))
  try {
    const few = Object.keys(availableCommands(image))
    expect(all.filter((name) => !few.includes(name)).toSorted()).toEqual(['bench', 'eval'])
    expect(few).toContain('diagnose')
  } finally {
    rmSync(image, { recursive: true })
  }
})
