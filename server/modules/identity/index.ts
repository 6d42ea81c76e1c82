export { checkSession } from './check-session.ts'
export { identityRoutes } from './routes.ts'
export { createTenantFinder } from './tenant-by-host.ts'
