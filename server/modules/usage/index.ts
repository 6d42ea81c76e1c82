export { fillLedger } from './fill-ledger.ts'
export { usageRoutes } from './routes.ts'
export { rebuildSums, sumUp } from './sum-up.ts'
export { takeStock } from './take-stock.ts'
