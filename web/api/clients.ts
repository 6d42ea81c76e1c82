import type {
  ClientPage,
  ClientUsage,
  ClientView,
  CreateClient,
  DirectoryQuery,
} from '../../server/modules/directory/contract.ts'
import { request, withQuery } from '../lib/api.ts'

export const listClients = (query: DirectoryQuery): Promise<ClientPage> =>
  request('GET', withQuery('/clients', { ...query }))

export const createClient = (body: CreateClient): Promise<ClientView> =>
  request('POST', '/clients', { body })

export const changeClient = ({ id, rev }: ClientView, body: CreateClient): Promise<ClientView> =>
  request('PATCH', `/clients/${id}`, { rev, body })

export const readClientUsage = (id: string): Promise<ClientUsage> =>
  request('GET', `/clients/${id}/usage`)

/** `moveTo`: the client that its meetings and people go to, or `none`; left out where it has neither. */
export const deleteClient = ({ id, rev }: ClientView, moveTo: string | undefined): Promise<void> =>
  request('DELETE', withQuery(`/clients/${id}`, { moveTo }), { rev })
