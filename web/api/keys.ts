import type {
  CreateKey,
  CreateServiceAccount,
  KeyList,
  NewKey,
  PatchServiceAccount,
  ServiceAccountList,
  ServiceAccountView,
} from '../../server/modules/identity/keys/contract.ts'
import { request } from '../lib/api.ts'

export const listKeys = (): Promise<KeyList> => request('GET', '/api-keys')

export const createKey = (body: CreateKey): Promise<NewKey> =>
  request('POST', '/api-keys', { body })

export const replaceKey = (id: string, overlapHours: number): Promise<NewKey> =>
  request('POST', `/api-keys/${id}/rotate`, { body: { overlapHours } })

export const revokeKey = (id: string): Promise<void> => request('DELETE', `/api-keys/${id}`)

export const listServiceAccounts = (): Promise<ServiceAccountList> =>
  request('GET', '/service-accounts')

export const createServiceAccount = (body: CreateServiceAccount): Promise<ServiceAccountView> =>
  request('POST', '/service-accounts', { body })

export const changeServiceAccount = (
  id: string,
  body: PatchServiceAccount,
): Promise<ServiceAccountView> => request('PATCH', `/service-accounts/${id}`, { body })
