export { directoryRoutes } from './routes.ts'
export type { DirectoryDeps } from './deps.ts'
export { createClient } from './clients.ts'
