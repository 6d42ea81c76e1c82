import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation } from '../test/installation.ts'
import { fuzz } from './fuzz/fuzz.ts'
import {
  lean,
  openProofWorld,
  type ProofWorld,
  unreachedRoutes,
  type WorldProof,
  worldProofs,
} from './proofs.ts'
import { badRoutes, silentRoute } from './routes/bad-routes.ts'
import { findOwnValues } from './routes/find-values.ts'
import { seedFrom } from './seed.ts'
import type { Findings } from './report.ts'
import type { World } from './world/world.ts'

setDefaultTimeout(60_000)

const seed = seedFrom(undefined, 20_261_130)
let world: World
let opened: ProofWorld
beforeAll(async () => {
  world = await openProofWorld({ moreRoutes: badRoutes })
})
beforeAll(async () => {
  opened = { world, values: await findOwnValues(world) }
})
afterAll(() => world.close())

const prove = (name: WorldProof): Promise<Findings> => worldProofs(opened, lean, seed)[name].run()

/** Failures of the deliberately bad routes, and those of all others. */
function sift({ failures }: Findings): { bad: string; others: string[] } {
  const isBad = (line: string) => line.includes('/api/v1/bad/')
  return { bad: failures.filter(isBad).join('\n'), others: failures.filter((line) => !isBad(line)) }
}

test('finds rows of the tenant under nearly every path with an id', () => {
  const withIds = world.routes.filter(({ params }) => params.length > 0)
  expect(unreachedRoutes(opened).length).toBeLessThan(withIds.length / 8)
})

test('admits callers exactly where need, role and scope allow it', async () => {
  const findings = await prove('admission')
  expect(findings.failures).toEqual([])
  expect(findings.counts.admissions).toBeGreaterThan(2_000)
})

test('executes calls as declared, and detects routes that do not', async () => {
  const { bad, others } = sift(await prove('calls'))
  expect(others).toEqual([])
  expect(bad).toContain(
    'GET /api/v1/bad/public as owner: declares public, and shows what people wrote',
  )
  expect(bad).toContain(
    'GET /api/v1/bad/stricter as viewer: declares meetings:read, and what stands behind it answers 403',
  )
  expect(bad).toContain(
    'POST /api/v1/bad/reader as viewer: declares meetings:read, answers 200, and does update clients',
  )
})

test('returns nothing for another tenant’s ids, and detects caches keyed by id alone', async () => {
  const { bad, others } = sift(await prove('strangers'))
  expect(others).toEqual([])
  expect(bad).toContain('GET /api/v1/bad/meetings/{id} shows another tenant’s text')
})

test('keeps tenants apart that send requests at once over few connections', async () => {
  const findings = await prove('traffic')
  expect(sift(findings).others).toEqual([])
  expect(findings.counts['answers with the tenant’s own texts']).toBeGreaterThan(250)
})

test(`survives every request generated from the OpenAPI document (AAM_FUZZ_SEED=${seed})`, async () => {
  expect(sift(await prove('fuzz')).others).toEqual([])
})

test('detects responses that fail, name no fault, or follow a change', async () => {
  const { values } = opened
  const only = ({ path }: { path: string }) => path === '/api/v1/bad/half'
  const { bad } = sift(await fuzz(world, values, { seed, requests: 60, only }))
  expect(bad).toContain('500 internal: ')
  expect(bad).toContain('400 is no problem document')
  expect(bad).toContain('400 does insert clients')
})

test('does not start with a route that does not declare who may call it', async () => {
  await expect(openInstallation({ worker: false, moreRoutes: silentRoute })).rejects.toThrow(
    'These routes do not declare what they need: GET /api/v1/bad/silent',
  )
})
