import type { MediaKind } from '../../../../plugins/vocabulary.ts'

export interface DetectedMedia {
  kind: MediaKind
  contentType: string
}

export type Detector = (bytes: Uint8Array) => DetectedMedia | null

export const audio = (contentType: string): DetectedMedia => ({ kind: 'audio', contentType })
export const video = (contentType: string): DetectedMedia => ({ kind: 'video', contentType })
