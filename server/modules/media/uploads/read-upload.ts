import { withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { UploadView } from '../contract.ts'
import type { UploadDeps } from '../deps.ts'
import { isMissing } from '../ports.ts'
import { getUpload, toUploadView } from '../repo.ts'

/** Where an upload stands: while it is open, with the parts that the storage has. */
export async function readUpload(deps: UploadDeps, ctx: Ctx, id: string): Promise<UploadView> {
  authorize(ctx, 'meetings:read')
  const upload = await withTenant(deps.db, ctx, (tx) => getUpload(tx, ctx, id))
  if (upload.state !== 'open') return toUploadView(upload, [])
  const arrived = await deps.files
    .listParts(upload.objectKey, upload.storageUploadId)
    .catch((error: unknown) => {
      if (isMissing(error)) return []
      throw error
    })
  return toUploadView(upload, arrived)
}
