import { inSpan } from '../span.ts'
import { startTelemetry } from '../start.ts'

// Does what its first argument says, with traces sent to the collector of the second, of which none is kept by chance.
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
