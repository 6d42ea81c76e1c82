import { createRoot } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { CreateMeeting } from '../../../../server/modules/meetings/contract.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { addMeeting, titleOfFile } from './add-meeting.ts'

export interface Upload {
  id: number
  fileName: string
  state: 'waiting' | 'sending' | 'imported' | 'failed'
  meetingId?: string
  segmentCount?: number
  speakerCount?: number
  problem?: Problem
}

const [uploads, setUploads] = createRoot(() => createStore<Upload[]>([]))
export { uploads }

let nextId = 1

const change = (id: number, now: Partial<Upload>): void =>
  setUploads((upload) => upload.id === id, now)

export function dropUploads(which: (upload: Upload) => boolean): void {
  setUploads((all) => all.filter((upload) => !which(upload)))
}

async function send(id: number, file: File, input: CreateMeeting): Promise<void> {
  change(id, { state: 'sending' })
  try {
    const { meeting, imported } = await addMeeting(input, { name: file.name, bytes: file })
    const { segmentCount, speakerCount } = imported
    change(id, { state: 'imported', meetingId: meeting.id, segmentCount, speakerCount })
  } catch (error) {
    change(id, { state: 'failed', problem: problemOf(error) })
  }
}

/** Sends one after the other; goes on whatever page is open. */
export function startUploads(
  files: readonly File[],
  inputFor: (title: string) => CreateMeeting,
): void {
  const jobs = files.map((file) => {
    const id = nextId
    nextId += 1
    return { id, file, input: inputFor(titleOfFile(file.name)) }
  })
  setUploads((all) => [
    ...all,
    ...jobs.map(({ id, file }): Upload => ({ id, fileName: file.name, state: 'waiting' })),
  ])
  void (async () => {
    for (const { id, file, input } of jobs) await send(id, file, input)
  })()
}
