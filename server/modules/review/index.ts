export { itemRoutes, reviewRoutes } from './routes.ts'
