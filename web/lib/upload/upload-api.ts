import type {
  CompleteUpload,
  CreateUpload,
  SignedParts,
  SignParts,
  UploadView,
} from '../../../server/modules/media/contract.ts'
import { request } from '../api.ts'

export const createUpload = (meetingId: string, body: CreateUpload): Promise<UploadView> =>
  request<UploadView>('POST', `/meetings/${meetingId}/uploads`, { body })

export const readUpload = (id: string, signal?: AbortSignal): Promise<UploadView> =>
  request<UploadView>('GET', `/uploads/${id}`, signal ? { signal } : {})

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
): Promise<UploadView> => request<UploadView>('POST', `/uploads/${id}/complete`, { body, signal })

export const dropUpload = (id: string): Promise<void> => request('DELETE', `/uploads/${id}`)
