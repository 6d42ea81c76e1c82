import type { UploadView } from '../../../server/modules/media/contract.ts'
import { ownProblem, RequestFailed } from '../problem.ts'
import { arrivedBytes, missingParts, type Part, planParts } from './plan-parts.ts'
import { retrying } from './retry.ts'
import { type SendDeps, sendParts } from './send-parts.ts'
import { completeUpload, readUpload, signParts } from '../../api/uploads.ts'

export interface RunInput {
  uploadId: string
  file: File
  signal: AbortSignal
  report: {
    sent: (bytes: number) => void
    /** The connection is gone; it goes on by itself. */
    waiting: () => void
    finishing: () => void
    firstPartHashed: (checksum: string) => Promise<void>
  }
}

/** A part can be lost in the storage between our sending and its listing; more than that is a fault. */
const maxRounds = 3

const gone = (): RequestFailed => new RequestFailed(ownProblem('upload_gone'))

const read = ({ uploadId, signal, report }: RunInput): Promise<UploadView> =>
  retrying({ signal, onWait: report.waiting }, () => readUpload(uploadId, signal))

async function sendMissing(
  deps: Omit<SendDeps, 'sign'>,
  input: RunInput,
  view: UploadView,
  parts: Part[],
  thereBytes: number,
): Promise<void> {
  const { uploadId, file, signal, report } = input
  await sendParts(
    {
      ...deps,
      sign: (numbers, checksums) =>
        signParts(uploadId, { numbers, ...(view.partChecksum && { checksums }) }, signal),
    },
    {
      file,
      parts,
      signal,
      onSent: (bytes) => report.sent(thereBytes + bytes),
      onWait: report.waiting,
      onHashed: (number, checksum) =>
        number === 1 ? report.firstPartHashed(checksum) : Promise.resolve(),
    },
  )
}

/** The answer to a completion may get lost; then the upload itself says that it is done. */
async function complete(input: RunInput, view: UploadView): Promise<void> {
  const { uploadId, signal, report } = input
  const parts = view.arrived.map(({ number, etag }) => ({ number, etag }))
  try {
    await retrying({ signal, onWait: report.waiting }, () =>
      completeUpload(uploadId, { parts }, signal),
    )
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof RequestFailed) || error.problem.status !== 409) throw error
    if ((await read(input)).state !== 'done') throw error
  }
}

/**
 * Sends what the server does not have yet and completes. Throws the signal's reason when paused or
 * given up, and RequestFailed when a person must do something.
 */
export async function runUpload(deps: Omit<SendDeps, 'sign'>, input: RunInput): Promise<void> {
  let view = await read(input)
  const plan = planParts(view.sizeBytes, view.partSizeBytes)
  for (let round = 1; view.state === 'open'; round += 1) {
    const missing = missingParts(plan, view.arrived)
    const thereBytes = arrivedBytes(plan, view.arrived)
    input.report.sent(thereBytes)
    if (missing.length === 0) break
    if (round > maxRounds) throw new RequestFailed(ownProblem('unavailable'))
    await sendMissing(deps, input, view, missing, thereBytes)
    view = await read(input)
  }
  if (view.state === 'aborted') throw gone()
  if (view.state === 'done') return
  input.report.finishing()
  await complete(input, view)
}
