import { inSpan } from '../span.ts'
import { startTelemetry } from '../start.ts'

// Fails if the first argument is `fail`, and sends traces to the collector in the second. Keeps no ordinary traces.
const [, , what = '', endpoint = ''] = process.argv
const stop = startTelemetry({ endpoint, ratio: 0 }, 'test')
const work = inSpan('outer', {}, async () => {
  await inSpan('first', {}, async () => undefined)
  await inSpan('second', {}, async () => {
    if (what === 'fail') throw new TypeError('words that nobody may read')
  })
})
await work.catch(() => undefined)
await stop().catch(() => undefined)
process.exit(0)
