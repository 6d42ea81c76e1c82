export { answerJoining } from './joining/ask.ts'
export { checkKey, checkSession, isStillIn } from './check-credential.ts'
export { identityRoutes } from './routes.ts'
export { createTenantFinder } from './tenant-by-host.ts'
