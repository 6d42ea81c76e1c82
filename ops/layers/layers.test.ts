import { expect, test } from 'bun:test'
import { dirname, join, posix } from 'node:path'
import { type Import, layers, rankOf, upwardImports } from './layers.ts'

const root = join(import.meta.dir, '../..')
const relativeImport = /(?:\bfrom|\bimport\(|\bimport)\s*'(\.{1,2}\/[^']+)'/g

async function readImports(): Promise<Import[]> {
  const files = await Array.fromAsync(
    new Bun.Glob('{plugins,server,db,tenants,web,ops}/**/*.{ts,tsx}').scan({ cwd: root }),
  )
  const found = await Promise.all(
    files.map(async (from) => {
      const text = await Bun.file(join(root, from)).text()
      return [...text.matchAll(relativeImport)].map(([, to = '']) => ({
        from,
        to: posix.join(dirname(from), to),
      }))
    }),
  )
  return found.flat()
}

test('no file imports a higher layer', async () => {
  const imports = await readImports()
  // Guards against a pattern that no longer matches the way imports are written.
  expect(imports.length).toBeGreaterThan(5_000)
  expect(upwardImports(imports).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('every import leads to a layer', async () => {
  const strays = (await readImports()).filter(({ to }) => rankOf(to) < 0 && !/^[^/]+$/.test(to))
  expect(strays).toEqual([])
})

test('finds an import that runs upwards, also from the folder of a command', () => {
  const upward = { from: 'server/http/app.ts', to: 'server/modules/meetings/index.ts' }
  const downward = { from: 'server/modules/meetings/index.ts', to: 'server/http/app.ts' }
  const command = { from: 'server/main/commands/bench.ts', to: 'ops/bench/figures/index.ts' }
  const main = { from: 'server/main/api.ts', to: 'ops/bench/figures/index.ts' }
  const harness = { from: 'server/http/app.test.ts', to: 'ops/test/installation.ts' }
  expect(upwardImports([upward, downward, command, main, harness])).toEqual([upward, main])
})

test('each layer is a folder of its own', () => {
  expect(new Set(layers).size).toBe(layers.length)
})
