import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually, openInstallation, type TestInstallation } from '../ops/test/installation.ts'
import type { Database } from './client.ts'
import { pingDatabase } from './lookup.ts'
import { readTenant, withTenant } from './tenant.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let db: Database
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  db = installation.services.db
})
afterAll(() => installation.close())

const tenant = async (slug: string): Promise<string> =>
  (await installation.createTenant(slug)).tenantId

test('leaves connections for another organisation while one organisation’s transactions wait for a lock', async () => {
  const [a, b] = [await tenant('gates-a'), await tenant('gates-b')]
  const release = Promise.withResolvers<void>()
  let begun = 0
  let most = 0
  const flood = Array.from({ length: 40 }, () =>
    withTenant(db, { tenantId: a }, async (tx) => {
      most = Math.max(most, ++begun)
      await tx.sql`select 1`
      await release.promise
      begun--
    }),
  )
  await eventually(async () => begun === 5)
  const read = await withTenant(db, { tenantId: b }, (tx) => tx.sql`select 1 as one`)
  expect(read[0]?.['one']).toBe(1)
  expect(await readTenant(db, { tenantId: b }, 'select 2 as two', [])).toEqual([{ two: 2 }])
  await pingDatabase(db)
  expect(begun).toBe(5)
  release.resolve()
  await Promise.all(flood)
  expect(most).toBe(5)
})

test('frees the slot of a transaction that fails or cannot begin', async () => {
  const tenantId = await tenant('gates-c')
  for (let times = 0; times < 20; times++) {
    const failing = withTenant(db, { tenantId }, () => Promise.reject(new Error('broke')))
    await expect(failing).rejects.toThrow('broke')
  }
  expect(db.gates.transactions.running).toBe(0)
  expect(await readTenant(db, { tenantId }, 'select 1 as one', [])).toEqual([{ one: 1 }])
})
