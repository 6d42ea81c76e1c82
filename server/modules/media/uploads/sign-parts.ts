import { withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, type FieldFault } from '../../../platform/errors.ts'
import type { SignedParts, SignParts } from '../contract.ts'
import type { MediaDeps } from '../deps.ts'
import { getUploadForChange, partBytes, partCount, touchUpload, type UploadRow } from '../repo.ts'
import { requireOpen } from './upload-state.ts'

const signedSeconds = 15 * 60

/** URLs to upload single parts within 15 minutes; each is bound to the part, its size and its checksum if given. */
export async function signParts(
  deps: MediaDeps,
  ctx: Ctx,
  id: string,
  { numbers, checksums }: SignParts,
  origin: string,
): Promise<SignedParts> {
  authorize(ctx, 'meetings:write')
  const upload = await withTenant(deps.db, ctx, async (tx) => {
    const { upload } = await getUploadForChange(tx, ctx, id)
    requireOpen(upload)
    requireParts(upload, numbers, checksums)
    await touchUpload(tx, id)
    return upload
  })
  const { objectKey: key, storageUploadId: uploadId } = upload
  const expiresAt = new Date(Date.now() + signedSeconds * 1_000)
  const data = await Promise.all(
    numbers.map(async (number, at) => {
      const crc32 = checksums?.[at]
      const sizeBytes = partBytes(upload, number)
      const part = { key, uploadId, number, sizeBytes, ...(crc32 ? { crc32 } : {}) }
      return {
        number,
        ...(await deps.files.signPart(part, signedSeconds, deps.reachFrom(origin))),
      }
    }),
  )
  return { data, expiresAt: expiresAt.toISOString() }
}

function requireParts(upload: UploadRow, numbers: number[], checksums: string[] | undefined) {
  const parts = partCount(upload)
  const faults: FieldFault[] = numbers.flatMap((number, at) =>
    number > parts
      ? [
          {
            pointer: `/numbers/${at}`,
            detail: `this upload has parts from 1 to ${parts}`,
            inRussian: `в этой загрузке части с 1 по ${parts}`,
          },
        ]
      : [],
  )
  if (upload.partChecksum === null) {
    if (checksums) {
      const detail = 'this upload was begun without `partChecksum`; leave them out'
      const inRussian = 'эта загрузка начата без `partChecksum`; уберите их'
      faults.push({ pointer: '/checksums', detail, inRussian })
    }
  } else if (checksums?.length !== numbers.length) {
    faults.push({
      pointer: '/checksums',
      detail: 'must have one checksum for each number',
      inRussian: 'нужна контрольная сумма для каждого номера',
    })
  }
  if (faults.length === 0) return
  throw new AppError(
    'invalid_request',
    'These parts do not fit this upload; the list says which. Nothing was signed.',
    faults.slice(0, 20),
    {},
    'Эти части не подходят к загрузке; что именно не так, сказано в списке. Ничего не подписано.',
  )
}
