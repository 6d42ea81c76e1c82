import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { checkAnswers, checkRedis, checkTraces } from './canaries.ts'
import { type Canaries, openCanaries } from './open-canaries.ts'
import { forbiddenTexts } from './secrets.ts'

setDefaultTimeout(60_000)

let canaries: Canaries
beforeAll(async () => {
  canaries = await openCanaries({ withScenario: false })
})
afterAll(() => canaries.close())

test('shows no canary of a tenant in responses, refusals and the live stream of another', async () => {
  const { counts, failures } = await checkAnswers(canaries.one, canaries.two)
  expect(failures).toEqual([])
  expect(counts['of them with own canaries']).toBeGreaterThan(20)
})

test('keeps no canary in Redis outside the tenant’s prefix', async () => {
  const { counts, failures } = await checkRedis(canaries.one, canaries.two)
  expect(failures).toEqual([])
  expect(counts['keys of Redis searched']).toBeGreaterThan(5)
})

test('writes no texts, addresses, tokens or secrets into logs and spans', () => {
  const { counts, failures } = checkTraces([canaries.one, canaries.two], canaries.traces())
  expect(failures).toEqual([])
  expect(counts['log lines searched']).toBeGreaterThan(300)
  expect(counts['spans searched']).toBeGreaterThan(1_000)
})

test('recognises what must not appear in logs', () => {
  const lines = [
    'title: mkfirstmk meeting',
    'Good morning everybody, I am Anna Kern',
    'password correct horse battery',
    'key sk-secret',
    'to anna@kern.example',
    'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
    'aam_dev_0123456789ab_0123456789abcdef',
    'http://x.localhost/#token=abc',
    '$argon2id$v=19',
  ]
  const patterns = forbiddenTexts(['mkfirstmk'], ['sk-secret'])
  expect(patterns.filter(([, pattern], at) => !pattern.test(lines[at] ?? ''))).toEqual([])
  for (const line of ['GET /api/v1/meetings 200', 'general-minutes@1.0.0', 'aam_app', 'user id']) {
    expect(patterns.filter(([, pattern]) => pattern.test(line))).toEqual([])
  }
})
