export { startFree } from '../../../tenants/plans/start-free.ts'
export { type Plan, planInForce, plans } from '../../../tenants/plans/index.ts'
