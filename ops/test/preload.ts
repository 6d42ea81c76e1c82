import { afterAll } from 'bun:test'
import { stopSharedServices } from './installation.ts'

afterAll(stopSharedServices)
