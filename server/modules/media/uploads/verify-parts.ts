import { AppError, type FieldFault } from '../../../platform/errors.ts'
import type { CompleteUpload } from '../contract.ts'
import type { StoredPart } from '../ports.ts'
import { partBytes, partCount, type UploadRow } from '../repo.ts'

const maxFaults = 20

/** Returns the stored parts in order. Throws unless they make the announced file and match the caller's list. */
export function requireAllParts(
  upload: UploadRow,
  stored: StoredPart[],
  { parts: named }: CompleteUpload,
): StoredPart[] {
  const arrived = new Map(stored.map((part) => [part.number, part]))
  const etags = new Map(named.map(({ number, etag }) => [number, etag.replaceAll('"', '')]))
  const faults: FieldFault[] = []
  for (let number = 1; number <= partCount(upload); number++) {
    const fault = describe(upload, number, arrived.get(number), etags.get(number))
    if (fault) faults.push({ pointer: `/parts/${number - 1}`, ...fault })
  }
  const hasStrange = named.length !== etags.size || named.some((p) => p.number > partCount(upload))
  if (hasStrange) {
    throw new AppError(
      'invalid_request',
      `Name each part from 1 to ${partCount(upload)} once. Nothing was changed.`,
      [
        {
          pointer: '/parts',
          detail: 'a part is named twice, or is none of this upload',
          inRussian: 'часть названа дважды, или её нет в этой загрузке',
        },
      ],
      {},
      `Назовите каждую часть с 1 по ${partCount(upload)} по одному разу. Ничего не изменено.`,
    )
  }
  if (faults.length > 0) {
    throw new AppError(
      'upload_incomplete',
      `${faults.length} of ${partCount(upload)} parts are missing or not as expected. Send those again, then complete the upload.`,
      faults.slice(0, maxFaults),
      {},
      `Не хватает частей или они не подходят: ${faults.length} из ${partCount(upload)}. Отправьте их ещё раз, затем завершите загрузку.`,
    )
  }
  return [...arrived.values()].toSorted((a, b) => a.number - b.number)
}

function describe(
  upload: UploadRow,
  number: number,
  arrived: StoredPart | undefined,
  etag: string | undefined,
): Omit<FieldFault, 'pointer'> | null {
  const part = (en: string, ru: string) => ({
    detail: `part ${number} ${en}`,
    inRussian: `часть ${number} ${ru}`,
  })
  if (!arrived) return part('has not arrived', 'не пришла')
  const expectedBytes = partBytes(upload, number)
  if (arrived.sizeBytes !== expectedBytes) {
    return part(
      `has ${arrived.sizeBytes} bytes and must have ${expectedBytes}`,
      `занимает ${arrived.sizeBytes} Б, а должна ${expectedBytes} Б`,
    )
  }
  if (etag === undefined) return part('is not named', 'не названа')
  return etag === arrived.etag
    ? null
    : part(`has another ETag: ${arrived.etag}`, `с другим ETag: ${arrived.etag}`)
}
