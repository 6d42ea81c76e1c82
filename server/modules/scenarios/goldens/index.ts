export { goldenRoutes } from './routes.ts'
