import type { ClientView, PersonView } from './contract.ts'
import type { ClientRow } from './repo/clients.ts'
import type { PersonRow } from './repo/people.ts'

export const toClientView = (row: ClientRow): ClientView => ({
  id: row.id,
  name: row.name,
  note: row.note,
  meetingCount: row.meetingCount,
  rev: row.rev,
  createdAt: row.createdAt.toISOString(),
})

export const toPersonView = (row: PersonRow): PersonView => ({
  id: row.id,
  name: row.name,
  email: row.email,
  jobTitle: row.jobTitle,
  client: row.clientId && row.clientName ? { id: row.clientId, name: row.clientName } : null,
  rev: row.rev,
  createdAt: row.createdAt.toISOString(),
})
