import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import * as schema from './schema/index.ts'

const meta = join(import.meta.dir, 'migrations/meta')

test('the migrations have every change of the schema', async () => {
  const snapshots = [...new Bun.Glob('*_snapshot.json').scanSync(meta)].toSorted()
  const migrated = await Bun.file(join(meta, snapshots.at(-1) ?? '')).json()
  expect(await generateMigration(migrated, generateDrizzleJson(schema))).toEqual([])
})
