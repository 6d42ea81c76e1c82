export { askForWarning, askForWarningOfHeld } from './ask-for-warning.ts'
export { dropOldWarnings } from './repo.ts'
export { billingRoutes } from './routes.ts'
export { warnOwners } from './warn-owners.ts'
