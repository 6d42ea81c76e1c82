import { createRoot } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { MeetingChange } from '../../lib/live/live.ts'
import type { Problem } from '../../lib/problem.ts'
import type { FileKind } from './file-kind.ts'

export type UploadState =
  | 'queued'
  | 'sending'
  | 'paused'
  | 'waiting'
  | 'finishing'
  | 'needs_file'
  | 'elsewhere'
  | 'done'
  | 'failed'

/** What the dock and the meetings show of an upload. */
export interface Upload {
  id: number
  kind: FileKind
  fileName: string
  state: UploadState
  meetingId?: string | undefined
  /** The meeting was made for this file and goes with it. */
  isOwnMeeting?: boolean
  sizeBytes: number
  sentBytes: number
  bytesPerSecond?: number | undefined
  leftMs?: number | undefined
  /** The browser can open the file again itself, after one click. */
  hasHandle?: boolean
  /** Trying again may help. */
  canRetry?: boolean
  problem?: Problem | undefined
  segmentCount?: number
  speakerCount?: number
  /** Of the meeting, once the file is there. */
  meeting?: MeetingChange
}

const [uploads, setUploads] = createRoot(() => createStore<Upload[]>([]))
export { uploads }

let nextId = 1

export function addUpload(upload: Omit<Upload, 'id'>): number {
  const id = nextId
  nextId += 1
  setUploads((all) => [...all, { ...upload, id }])
  return id
}

export const changeUpload = (id: number, now: Partial<Upload>): void =>
  setUploads((upload) => upload.id === id, now)

export function removeUploads(which: (upload: Upload) => boolean): void {
  setUploads((all) => all.filter((upload) => !which(upload)))
}

export const isOver = ({ state }: Upload): boolean => state === 'done' || state === 'failed'

/** Uploads that closing the page would stop. */
export const isUnderWay = ({ state }: Upload): boolean =>
  state === 'queued' || state === 'sending' || state === 'waiting' || state === 'finishing'

export const sharePercent = ({ sentBytes, sizeBytes }: Upload): number =>
  sizeBytes > 0 ? Math.min(100, Math.floor((sentBytes / sizeBytes) * 100)) : 0

/** The upload of this meeting's recording in this tab, as long as it is not over. */
export const uploadOfMeeting = (meetingId: string): Upload | undefined =>
  uploads.find((upload) => upload.meetingId === meetingId && !isOver(upload))

export const openUploads = (): Upload[] =>
  uploads.filter((upload) => upload.kind !== 'transcript' && !isOver(upload))
