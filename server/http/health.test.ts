import { expect, test } from 'bun:test'
import { healthRoutes, shareHealth } from './health.ts'

test('a crowd that asks for readiness at once asks the parts once, and the next one anew', async () => {
  let looks = 0
  const database = async () => {
    looks += 1
    await Bun.sleep(20)
    return looks === 1 ? null : 'slow'
  }
  const app = healthRoutes(shareHealth({ database }), 'extractive', () => false)
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
