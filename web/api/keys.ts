import type {
  CreateKey,
  CreateServiceAccount,
  KeyList,
  KeyView,
  NewKey,
  PatchServiceAccount,
  ServiceAccountList,
  ServiceAccountView,
} from '../../server/modules/identity/keys/contract.ts'
import { apiPrefix, request, withQuery } from '../lib/api.ts'
import { readAll } from '../lib/read-all.ts'

export const listKeys = (): Promise<{ data: KeyView[] }> =>
  readAll((page) => request<KeyList>('GET', withQuery('/api-keys', { ...page })))

export const createKey = (body: CreateKey): Promise<NewKey> =>
  request('POST', '/api-keys', { body })

export const replaceKey = (id: string, overlapHours: number): Promise<NewKey> =>
  request('POST', `/api-keys/${id}/rotate`, { body: { overlapHours } })

export const revokeKey = (id: string): Promise<void> => request('DELETE', `/api-keys/${id}`)

export const listServiceAccounts = (): Promise<{ data: ServiceAccountView[] }> =>
  readAll((page) => request<ServiceAccountList>('GET', withQuery('/service-accounts', { ...page })))

export const createServiceAccount = (body: CreateServiceAccount): Promise<ServiceAccountView> =>
  request('POST', '/service-accounts', { body })

export const changeServiceAccount = (
  id: string,
  body: PatchServiceAccount,
): Promise<ServiceAccountView> => request('PATCH', `/service-accounts/${id}`, { body })

/** A request that only reads, for each area that a key may cover. */
export const exampleRequests = {
  meetings: '/meetings?limit=5',
  scenarios: '/scenarios',
  directory: '/clients?limit=5',
  members: '/members',
  keys: '/api-keys',
  settings: '/settings',
  audit: '/audit?limit=5',
  billing: '/billing',
} as const

/** A command line that tries a key. */
export const curlCommand = (path: string, secret: string): string =>
  `curl "${location.origin}${apiPrefix}${path}" -H "Authorization: Bearer ${secret}"`
