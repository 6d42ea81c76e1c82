export { createClient } from './clients.ts'
export { listPersonNames } from './repo.ts'
export { directoryRoutes } from './routes.ts'
