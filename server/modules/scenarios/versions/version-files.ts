import type { TenantTx } from '../../../../db/tenant.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { ScenarioDeps } from '../deps.ts'
import { loadBody } from './body.ts'
import { findOwnVersion } from './repo.ts'

/** All files of a version, fixtures included. */
export async function filesOfVersion(
  { packs }: ScenarioDeps,
  tx: TenantTx,
  { id, version }: { id: string; version: string },
): Promise<PackFiles> {
  const builtIn = packs.findBuiltIn(id, version)
  if (builtIn) return builtIn.files
  const row = await findOwnVersion(tx, id, version)
  if (row) return loadBody(tx, row.bodyDigest)
  throw new AppError(
    'unknown_scenario',
    'There is no such scenario or version to start from.',
    [
      {
        pointer: '/from',
        detail: 'no such scenario or version',
        inRussian: 'такого сценария или такой версии нет',
      },
    ],
    {},
    'Сценария или версии, с которых нужно начать, нет. Выберите другие.',
  )
}
