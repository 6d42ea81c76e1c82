export interface DetectedMedia {
  kind: 'audio' | 'video'
  contentType: string
}

export type Detector = (bytes: Uint8Array) => DetectedMedia | null

export const audio = (contentType: string): DetectedMedia => ({ kind: 'audio', contentType })
export const video = (contentType: string): DetectedMedia => ({ kind: 'video', contentType })
