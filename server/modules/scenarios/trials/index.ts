export { trialRoutes } from './routes.ts'
export { tryScenario } from './try-scenario.ts'
