import type {
  CompleteUpload,
  CreateUpload,
  SignedParts,
  SignParts,
  UploadView,
} from '../../server/modules/media/contract.ts'
import { request } from '../lib/api.ts'

export const createUpload = (meetingId: string, body: CreateUpload): Promise<UploadView> =>
  request('POST', `/meetings/${meetingId}/uploads`, { body })

export const readUpload = (id: string, signal?: AbortSignal): Promise<UploadView> =>
  request('GET', `/uploads/${id}`, signal ? { signal } : {})

/** Gives the addresses that the parts of an upload are sent to. */
export async function signParts(
  id: string,
  body: SignParts,
  signal: AbortSignal,
): Promise<SignedParts['data']> {
  return (await request<SignedParts>('POST', `/uploads/${id}/parts`, { body, signal })).data
}

export const completeUpload = (
  id: string,
  body: CompleteUpload,
  signal: AbortSignal,
): Promise<UploadView> => request('POST', `/uploads/${id}/complete`, { body, signal })

export const deleteUpload = (id: string): Promise<void> => request('DELETE', `/uploads/${id}`)
