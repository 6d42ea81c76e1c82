export { enforceRetention } from './retention/enforce-retention.ts'
export { settingsRoutes } from './routes.ts'
