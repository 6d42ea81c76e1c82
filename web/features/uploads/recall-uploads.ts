import type { UploadView } from '../../../server/modules/media/contract.ts'
import { problemOf } from '../../lib/problem.ts'
import { isOpenHandle } from '../../lib/upload/file-handles.ts'
import { arrivedBytes, planParts } from '../../lib/upload/plan-parts.ts'
import {
  forget,
  listRemembered,
  type RememberedUpload,
} from '../../lib/upload/remembered-uploads.ts'
import { takeTabLock } from '../../lib/upload/tab-lock.ts'
import { readUpload } from '../../api/uploads.ts'
import { allJobs, type Job, keepJob, waitForOtherTab } from './recording-jobs.ts'
import { openAgain } from './recordings.ts'
import { addUpload } from './uploads.ts'

async function readOrNothing(remembered: RememberedUpload): Promise<UploadView | undefined> {
  try {
    return await readUpload(remembered.id)
  } catch (error) {
    if (problemOf(error).status !== 404) throw error
    return undefined
  }
}

async function recallOne(remembered: RememberedUpload): Promise<void> {
  const view = await readOrNothing(remembered)
  if (view?.state !== 'open') {
    await forget(remembered.id)
    return
  }
  const { handle, kind, fileName, sizeBytes, meetingId } = remembered
  const plan = planParts(view.sizeBytes, view.partSizeBytes)
  const id = addUpload({
    kind,
    fileName,
    sizeBytes,
    meetingId,
    isOwnMeeting: remembered.isOwnMeeting,
    sentBytes: arrivedBytes(plan, view.arrived),
    state: 'needs_file',
    hasHandle: Boolean(handle),
  })
  const job: Job = { id, remembered }
  keepJob(job)
  const lock = await takeTabLock(remembered)
  if (!lock) waitForOtherTab(job)
  else lock.release()
  if (lock && handle && (await isOpenHandle(handle))) await openAgain(id)
}

async function recallAll(userId: string): Promise<void> {
  for (const remembered of await listRemembered(userId)) {
    if (allJobs().some((job) => job.remembered.id === remembered.id)) continue
    try {
      await recallOne(remembered)
    } catch {
      // The server is away: when it is back this is asked again.
    }
  }
}

let underWay: Promise<void> | undefined

/** What this person began here and did not finish. */
export function recallUploads(userId: string): Promise<void> {
  underWay ??= recallAll(userId).finally(() => {
    underWay = undefined
  })
  return underWay
}
