import { afterAll } from 'bun:test'
import { stopSharedServices } from './installation.ts'
import { provideRedis } from './redis-program.ts'

await provideRedis()
afterAll(stopSharedServices)
