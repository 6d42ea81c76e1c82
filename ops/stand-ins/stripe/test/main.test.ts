import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Stripe } from 'stripe'
import { secret } from './place.ts'

test('runs on its own, so that a person can use AAM with it', async () => {
  const types: string[] = []
  const receiver = Bun.serve({
    port: 0,
    async fetch(request) {
      types.push(((await request.json()) as { type: string }).type)
      return new Response()
    },
  })
  const program = Bun.spawn(
    [
      process.execPath,
      join(import.meta.dir, '../main.ts'),
      '--port=0',
      '--key=sk_test_by_hand',
      `--webhook=${receiver.url.href}`,
      `--secret=${secret}`,
    ],
    { stdout: 'pipe' },
  )
  const { value } = await program.stdout.getReader().read()
  const port = /127\.0\.0\.1:(\d+)/.exec(new TextDecoder().decode(value))?.[1]
  const stripe = new Stripe('sk_test_by_hand', {
    host: '127.0.0.1',
    port: Number(port),
    protocol: 'http',
  })
  const customer = await stripe.customers.create({ name: 'By hand' })
  expect(Math.abs(customer.created - Date.now() / 1_000)).toBeLessThan(60)
  while (types.length === 0) await Bun.sleep(5)
  expect(types).toEqual(['customer.created'])
  program.kill('SIGTERM')
  expect(await program.exited).toBe(0)
  await receiver.stop(true)
})
