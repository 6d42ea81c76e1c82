export { carryOutRetention } from './retention/carry-out.ts'
export { settingsRoutes } from './routes.ts'
