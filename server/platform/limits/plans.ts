export { type Plan, type PlanFeature, plans } from '../../../tenants/plans/index.ts'
