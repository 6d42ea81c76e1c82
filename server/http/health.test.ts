import { expect, test } from 'bun:test'
import { healthRoutes, shareHealthCheck } from './health.ts'

test('shares one run of the checks between concurrent readiness requests and runs them again for the next', async () => {
  let looks = 0
  const database = async () => {
    looks += 1
    await Bun.sleep(20)
    return looks === 1 ? null : 'slow'
  }
  const app = healthRoutes(shareHealthCheck({ database }), 'extractive', () => false)
  const ask = () => app.handle(new Request('http://localhost/health/ready'))
  const answers = await Promise.all(Array.from({ length: 50 }, ask))
  expect(looks).toBe(1)
  for (const answer of answers) {
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ parts: { database: { state: 'up' } } })
  }
  expect(await (await ask()).json()).toMatchObject({ parts: { database: { state: 'degraded' } } })
  expect(looks).toBe(2)
})
