import { withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { UploadView } from '../contract.ts'
import type { UploadDeps } from '../deps.ts'
import { isMissing } from '../ports.ts'
import { getUpload, joinedParts, toUploadView } from '../repo.ts'

/**
 * Where an upload stands: while it is open, with the parts that the storage has. Once they are joined, as when its meeting
 * was accepted meanwhile, all of them have arrived and completing it again is enough.
 */
export async function readUpload(deps: UploadDeps, ctx: Ctx, id: string): Promise<UploadView> {
  authorize(ctx, 'meetings:read')
  const upload = await withTenant(deps.db, ctx, (tx) => getUpload(tx, ctx, id))
  if (upload.state !== 'open') return toUploadView(upload, [])
  const arrived = await deps.files
    .listParts(upload.objectKey, upload.storageUploadId)
    .catch(async (error: unknown) => {
      if (!isMissing(error)) throw error
      return (await deps.files.head(upload.objectKey)) ? joinedParts(upload) : []
    })
  return toUploadView(upload, arrived)
}
