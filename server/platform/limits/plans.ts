export { startFree } from '../../../tenants/plans/start-free.ts'
export { type Plan, type PlanFeature, plans } from '../../../tenants/plans/index.ts'
