export type { ReviewDeps } from './deps.ts'
export { itemRoutes, reviewRoutes } from './routes.ts'
