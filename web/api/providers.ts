import type {
  ModelProviderBody,
  ProviderKind,
  ProviderList,
  ProviderTest,
  ProviderView,
  SpeechProviderBody,
} from '../../server/modules/providers/contract.ts'
import { request } from '../lib/api.ts'

/** Of either kind. */
export type ProviderBody = Omit<Partial<SpeechProviderBody & ModelProviderBody>, 'key'> & {
  key?: string | null
}

export const listProviders = (): Promise<ProviderList> => request('GET', '/settings/providers')

export const setProvider = (kind: ProviderKind, body: ProviderBody): Promise<ProviderView> =>
  request('PUT', `/settings/providers/${kind}`, { body })

export const removeProvider = (kind: ProviderKind): Promise<void> =>
  request('DELETE', `/settings/providers/${kind}`)

/** Tests what is saved, or what is given. */
export const testProvider = (kind: ProviderKind, body?: ProviderBody): Promise<ProviderTest> =>
  request('POST', `/settings/providers/${kind}/test`, body ? { body } : {})
