export { createClient } from './clients.ts'
export { listPersonNames } from './repo/people.ts'
export { directoryRoutes } from './routes.ts'
export type { PersonUses } from './ports.ts'
