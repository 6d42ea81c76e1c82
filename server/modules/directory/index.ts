export { createClient } from './clients.ts'
export { directoryRoutes } from './routes.ts'
