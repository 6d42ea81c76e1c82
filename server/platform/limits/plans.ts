export { startFree } from '../../../tenants/plans/start-free.ts'
export { type Plan, plans } from '../../../tenants/plans/index.ts'
