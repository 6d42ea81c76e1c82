import { argv } from 'node:process'

// The health check of a container: `bun /app/ops/healthy.ts URL [STATUS]` exits with 0 if the address responds with
// it.
const [, , url = '', status = '200'] = argv
const withinMs = 4_000

const answer = await fetch(url, {
  signal: AbortSignal.timeout(withinMs),
  redirect: 'manual',
}).catch((error: unknown) => String(error))
if (typeof answer === 'string' || answer.status !== Number(status)) {
  console.error(typeof answer === 'string' ? answer : (await answer.text()).slice(0, 2_000))
  process.exit(1)
}
