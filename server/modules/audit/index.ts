export { createAuditNotes } from './note.ts'
export { auditRoutes } from './routes.ts'
