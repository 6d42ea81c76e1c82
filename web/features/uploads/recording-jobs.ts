import { readMeeting } from '../../api/meetings.ts'
import { ownProblem, type Problem, problemOf } from '../../lib/problem.ts'
import { handleOf } from '../../lib/upload/file-handles.ts'
import { hashPart } from '../../lib/upload/hash-part.ts'
import { isSameFile, traitsOf } from '../../lib/upload/match-file.ts'
import { putPart } from '../../lib/upload/put-part.ts'
import {
  findRemembered,
  forget,
  remember,
  type RememberedUpload,
} from '../../lib/upload/remembered-uploads.ts'
import { runUpload } from '../../lib/upload/run-upload.ts'
import { createSlots } from '../../lib/upload/slots.ts'
import { type TabLock, takeTabLock, untilTabLockIsFree } from '../../lib/upload/tab-lock.ts'
import { createTransferRate, leftMs } from '../../lib/upload/transfer-rate.ts'
import { deleteUpload } from '../../api/uploads.ts'
import { discardMeeting } from './create-filled-meeting.ts'
import { followLeaving } from './leave-warning.ts'
import { changeUpload, removeUploads } from './uploads.ts'

/** What an upload needs to run in this tab, beyond what is shown of it. */
export interface Job {
  id: number
  remembered: RememberedUpload
  file?: File
  /** Set while this tab holds the lock on the file. */
  lock?: TabLock
  controller?: AbortController
}

const jobs = new Map<number, Job>()
const partSlots = createSlots(4)
const fileSlots = createSlots(2)
const shownEveryMs = 500

/** Trying again after these cannot succeed. */
const finalCodes: ReadonlySet<string> = new Set([
  'upload_gone',
  'upload_over',
  'file_changed',
  'not_found',
  'forbidden',
  'wrong_state',
])
const isFinal = ({ code, status }: Problem): boolean =>
  finalCodes.has(code) || status === 413 || status === 415 || status === 422

export const findJob = (id: number): Job | undefined => jobs.get(id)
export const allJobs = (): Job[] => [...jobs.values()]

export function keepJob(job: Job): void {
  jobs.set(job.id, job)
  followLeaving()
}

function stop(job: Job): void {
  job.controller?.abort()
  delete job.controller
  job.lock?.release()
  delete job.lock
}

/** Removes the job from this tab; the remembered upload stays. */
export function dropJob(job: Job): void {
  stop(job)
  jobs.delete(job.id)
  removeUploads(({ id }) => id === job.id)
}

async function endJob(job: Job): Promise<void> {
  stop(job)
  jobs.delete(job.id)
  await forget(job.remembered.id)
}

function showProgress(
  job: Job,
  sizeBytes: number,
): { note: (bytes: number) => void; stop: () => void } {
  const rate = createTransferRate()
  let sentBytes: number | undefined
  const show = (): void => {
    if (sentBytes === undefined) return
    const nowMs = performance.now()
    rate.note(sentBytes, nowMs)
    const bytesPerSecond = rate.bytesPerSecond(nowMs)
    changeUpload(job.id, {
      sentBytes,
      bytesPerSecond,
      leftMs: leftMs(sizeBytes - sentBytes, bytesPerSecond),
    })
  }
  const timer = setInterval(show, shownEveryMs)
  return {
    note: (bytes) => {
      const isFirst = sentBytes === undefined
      sentBytes = bytes
      if (isFirst) show()
    },
    stop: () => {
      clearInterval(timer)
      show()
      changeUpload(job.id, { bytesPerSecond: undefined, leftMs: undefined })
    },
  }
}

async function send(job: Job, file: File, signal: AbortSignal): Promise<void> {
  const progress = showProgress(job, file.size)
  let isWaiting = false
  const shown = (state: 'sending' | 'waiting' | 'finishing'): void => {
    if (signal.aborted) return
    isWaiting = state === 'waiting'
    changeUpload(job.id, { state })
  }
  shown('sending')
  try {
    await runUpload(
      { slots: partSlots, put: putPart, hash: hashPart },
      {
        uploadId: job.remembered.id,
        file,
        signal,
        report: {
          sent: (bytes) => {
            if (isWaiting && navigator.onLine) shown('sending')
            progress.note(bytes)
          },
          waiting: () => shown('waiting'),
          finishing: () => shown('finishing'),
          firstPartHashed: (firstPartChecksum) => rememberMore(job, { firstPartChecksum }),
        },
      },
    )
  } finally {
    progress.stop()
  }
}

async function rememberMore(job: Job, more: Partial<RememberedUpload>): Promise<void> {
  job.remembered = { ...job.remembered, ...more }
  await remember(job.remembered)
}

async function fail(job: Job, problem: Problem): Promise<void> {
  if (problem.code === 'file_unreadable') {
    stop(job)
    delete job.file
    changeUpload(job.id, { state: 'needs_file', hasHandle: false, problem })
    return
  }
  const canRetry = !isFinal(problem)
  changeUpload(job.id, { state: 'failed', canRetry, problem })
  if (canRetry) {
    stop(job)
    return
  }
  await endJob(job)
  // A meeting that was made for a refused file is deleted.
  if (problem.code === 'not_media' && (await dropOwnMeeting(job))) {
    changeUpload(job.id, { meetingId: undefined })
  }
}

/** Runs until it is done, paused or failed; does nothing where it already runs. */
export async function runJob(job: Job): Promise<void> {
  const { file } = job
  if (!file || job.controller) return
  const controller = new AbortController()
  const { signal } = controller
  job.controller = controller
  changeUpload(job.id, { state: 'queued', problem: undefined })
  try {
    if (!(job.lock ??= await takeTabLock(job.remembered))) {
      delete job.controller
      waitForOtherTab(job)
      return
    }
    await fileSlots.run(signal, () => send(job, file, signal))
    await endJob(job)
    changeUpload(job.id, { state: 'done', sentBytes: file.size })
  } catch (error) {
    if (!signal.aborted) await fail(job, problemOf(error))
  } finally {
    if (job.controller === controller) delete job.controller
  }
}

/** Another tab uploads the file; this one takes over if that tab closes before the end. */
export function waitForOtherTab(job: Job): void {
  const controller = new AbortController()
  job.controller = controller
  changeUpload(job.id, { state: 'elsewhere', problem: undefined })
  void (async () => {
    try {
      await untilTabLockIsFree(job.remembered, controller.signal)
    } catch {
      return
    }
    if (job.controller === controller) delete job.controller
    const kept = await findRemembered(job.remembered.id)
    if (!kept) {
      dropJob(job)
      return
    }
    job.remembered = kept
    if (job.file) await runJob(job)
    else changeUpload(job.id, { state: 'needs_file', hasHandle: Boolean(kept.handle) })
  })()
}

export function pauseJob(job: Job): void {
  job.controller?.abort()
  delete job.controller
  changeUpload(job.id, { state: 'paused' })
}

async function isWrongFile(job: Job, file: File, partSizeBytes: number): Promise<boolean> {
  const { remembered } = job
  if (!isSameFile(traitsOf(file), remembered)) return true
  if (!remembered.firstPartChecksum) return false
  return (await hashPart(file.slice(0, partSizeBytes))) !== remembered.firstPartChecksum
}

/** Resumes with this file if it is the one that the upload began with. */
export async function offerFile(job: Job, file: File): Promise<void> {
  try {
    if (await isWrongFile(job, file, job.remembered.partSizeBytes)) {
      changeUpload(job.id, { problem: ownProblem('another_file') })
      return
    }
  } catch {
    changeUpload(job.id, { problem: ownProblem('file_unreadable') })
    return
  }
  job.file = file
  const handle = await handleOf(file)
  if (handle) await rememberMore(job, { handle })
  await runJob(job)
}

/** Deletes the meeting that was made for this recording; tells whether it did. */
async function dropOwnMeeting({ remembered }: Job): Promise<boolean> {
  if (!remembered.isOwnMeeting) return false
  try {
    await discardMeeting(await readMeeting(remembered.meetingId))
    return true
  } catch {
    // Somebody else has deleted it already.
    return false
  }
}

/** Deletes the upload and the meeting that was made for it. Throws RequestFailed when the server cannot be reached. */
export async function discard(job: Job): Promise<void> {
  stop(job)
  try {
    await deleteUpload(job.remembered.id)
  } catch (error) {
    const { status } = problemOf(error)
    if (status !== 404 && status !== 409) {
      changeUpload(job.id, { state: 'paused' })
      throw error
    }
  }
  await endJob(job)
  await dropOwnMeeting(job)
}
