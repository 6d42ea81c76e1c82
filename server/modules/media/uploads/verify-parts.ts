import { AppError, type FieldFault } from '../../../platform/errors.ts'
import type { CompleteUpload } from '../contract.ts'
import type { StoredPart } from '../ports.ts'
import { partBytes, partCount, type UploadRow } from '../repo.ts'

const mostFaults = 20

/** The stored parts in order, when they are all of the file as it was announced and as the caller names them. */
export function requireAllParts(
  upload: UploadRow,
  stored: StoredPart[],
  { parts: named }: CompleteUpload,
): StoredPart[] {
  const arrived = new Map(stored.map((part) => [part.number, part]))
  const etags = new Map(named.map(({ number, etag }) => [number, etag.replaceAll('"', '')]))
  const faults: FieldFault[] = []
  for (let number = 1; number <= partCount(upload); number++) {
    const detail = describe(upload, number, arrived.get(number), etags.get(number))
    if (detail) faults.push({ pointer: `/parts/${number - 1}`, detail })
  }
  const hasStrange = named.length !== etags.size || named.some((p) => p.number > partCount(upload))
  if (hasStrange) {
    throw new AppError(
      'invalid_request',
      `Name each part from 1 to ${partCount(upload)} once. Nothing was changed.`,
      [{ pointer: '/parts', detail: 'a part is named twice, or is none of this upload' }],
    )
  }
  if (faults.length > 0) {
    throw new AppError(
      'upload_incomplete',
      `${faults.length} of ${partCount(upload)} parts are missing or not as expected. Send those again, then complete the upload.`,
      faults.slice(0, mostFaults),
    )
  }
  return [...arrived.values()].toSorted((a, b) => a.number - b.number)
}

function describe(
  upload: UploadRow,
  number: number,
  arrived: StoredPart | undefined,
  etag: string | undefined,
): string | null {
  if (!arrived) return `part ${number} has not arrived`
  const expectedBytes = partBytes(upload, number)
  if (arrived.sizeBytes !== expectedBytes) {
    return `part ${number} has ${arrived.sizeBytes} bytes and must have ${expectedBytes}`
  }
  if (etag === undefined) return `part ${number} is not named`
  return etag === arrived.etag ? null : `part ${number} has another ETag: ${arrived.etag}`
}
