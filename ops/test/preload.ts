import { afterAll, setDefaultTimeout } from 'bun:test'
import { stopSharedServices } from './installation.ts'
import { provideRedis } from './redis-program.ts'

// Real services on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)
await provideRedis()
afterAll(stopSharedServices)
