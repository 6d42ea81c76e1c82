import '../../web/test/compile-solid.ts'
import { afterAll, setDefaultTimeout } from 'bun:test'
import { provideRedis } from './redis-program.ts'
import { stopSharedServices } from './shared-services.ts'

// Real services on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)
await provideRedis()
// A worker of a parallel run comes by here after each file: its services stay for the next one.
if (Bun.env['BUN_TEST_WORKER_ID'] === undefined) afterAll(stopSharedServices)
