import type { CreateMeeting } from '../../../server/modules/meetings/contract.ts'
import type { UploadView } from '../../../server/modules/media/contract.ts'
import { ownProblem, problemOf, RequestFailed } from '../../lib/problem.ts'
import { beforeSignOut, me } from '../../lib/session.ts'
import { handleOf, reopen } from '../../lib/upload/file-handles.ts'
import { isSameFile, traitsOf } from '../../lib/upload/match-file.ts'
import { forgetAll, remember, type RememberedUpload } from '../../lib/upload/remembered-uploads.ts'
import { takeTabLock, type TabLock } from '../../lib/upload/tab-lock.ts'
import { createUpload } from '../../api/uploads.ts'
import { createFilledMeeting } from './create-filled-meeting.ts'
import type { Recording } from './file-kind.ts'
import {
  allJobs,
  discard,
  dropJob,
  findJob,
  type Job,
  keepJob,
  offerFile,
  pauseJob,
  runJob,
} from './recording-jobs.ts'
import { addUpload, changeUpload, removeUploads, uploads } from './uploads.ts'

/** A meeting to be made for the recording, or one that waits for it. */
type RecordingOf = { input: CreateMeeting } | { meetingId: string }

beforeSignOut(async () => {
  await Promise.allSettled(allJobs().map(discard))
  await forgetAll()
})

const contentTypeOf = ({ file, kind }: Recording): string => file.type || `${kind}/*`

async function openOn(meetingId: string, recording: Recording): Promise<UploadView> {
  const { file } = recording
  return createUpload(meetingId, {
    fileName: file.name,
    sizeBytes: file.size,
    contentType: contentTypeOf(recording),
    partChecksum: 'crc32',
  })
}

async function open(recording: Recording, of: RecordingOf): Promise<UploadView> {
  if ('meetingId' in of) return openOn(of.meetingId, recording)
  return createFilledMeeting(of.input, (meeting) => openOn(meeting.id, recording))
}

const shownAs = ({ kind, file }: Recording) =>
  ({ kind, fileName: file.name, sizeBytes: file.size, sentBytes: 0 }) as const

async function begin(recording: Recording, of: RecordingOf, lock: TabLock): Promise<Job> {
  const { file, kind } = recording
  const upload = await open(recording, of)
  const handle = await handleOf(file)
  const remembered: RememberedUpload = {
    ...traitsOf(file),
    id: upload.id,
    userId: me()?.user.id ?? '',
    meetingId: upload.meetingId,
    isOwnMeeting: 'input' in of,
    kind,
    partSizeBytes: upload.partSizeBytes,
    ...(handle ? { handle } : {}),
  }
  await remember(remembered)
  const id = addUpload({
    ...shownAs(recording),
    state: 'queued',
    meetingId: upload.meetingId,
    isOwnMeeting: remembered.isOwnMeeting,
  })
  const job: Job = { id, remembered, file, lock }
  keepJob(job)
  return job
}

const jobOfFile = (file: File): Job | undefined =>
  allJobs().find((job) => isSameFile(job.remembered, traitsOf(file)))

/** The same file once more goes on where it stopped, instead of from the start beside itself. */
async function resumeWith(job: Job, file: File): Promise<void> {
  const state = uploads.find(({ id }) => id === job.id)?.state
  if (state === 'needs_file') await offerFile(job, file)
  else if (state === 'paused' || state === 'failed') void runJob(job)
  else throw new RequestFailed(ownProblem('upload_twice'))
}

/** Makes the meeting and begins; throws RequestFailed when that was refused, and then nothing is left. */
export async function addRecording(recording: Recording, of: RecordingOf): Promise<void> {
  const { file } = recording
  const known = jobOfFile(file)
  if (known) return resumeWith(known, file)
  const lock = await takeTabLock(traitsOf(file))
  if (!lock) throw new RequestFailed(ownProblem('upload_elsewhere'))
  try {
    void runJob(await begin(recording, of, lock))
  } catch (error) {
    lock.release()
    throw error
  }
}

/** As addRecording, for one of several: what was refused is said in its row. */
export async function addRecordingRow(recording: Recording, input: CreateMeeting): Promise<void> {
  try {
    await addRecording(recording, { input })
  } catch (error) {
    addUpload({ ...shownAs(recording), state: 'failed', problem: problemOf(error) })
  }
}

const onJob =
  (act: (job: Job) => void) =>
  (id: number): void => {
    const job = findJob(id)
    if (job) act(job)
  }

export const pause = onJob(pauseJob)
export const resume = onJob((job) => void runJob(job))

export async function offer(id: number, file: File): Promise<void> {
  const job = findJob(id)
  if (job) await offerFile(job, file)
}

/** Opens the file by the handle that was kept; the person may be asked for leave. */
export async function openAgain(id: number): Promise<void> {
  const job = findJob(id)
  if (!job?.remembered.handle) return
  const file = await reopen(job.remembered.handle)
  if (file) await offerFile(job, file)
  else changeUpload(id, { hasHandle: false, problem: ownProblem('file_unreadable') })
}

/** Gives an upload up, with the meeting that was made for it. */
export async function cancel(id: number): Promise<void> {
  const job = findJob(id)
  if (job) await discard(job)
  removeUploads((upload) => upload.id === id)
}

/** The session is over or the meeting went on without this tab. */
export function dropJobs(which: (upload: { id: number }) => boolean): void {
  for (const job of allJobs()) {
    if (which(job)) dropJob(job)
  }
}
