export { createClient } from './clients.ts'
export { listPersonNames } from './repo.ts'
export { directoryRoutes } from './routes.ts'
export type { PersonUses } from './ports.ts'
