import { gunzipSync, gzipSync } from 'node:zlib'
import type { Interaction } from '../../../../plugins/engine/index.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { Services } from '../../../../db/services.ts'
import { meetingPrefix } from '../../../platform/object-keys.ts'
import type { BodyStore, Sealer } from '../ports.ts'

interface BodyDeps extends Services {
  files: BodyStore
  sealer: Sealer
}

/** An interaction whose body has been stored. */
export type KeptInteraction = Omit<Interaction, 'body'> & {
  id: string
  bodyKey: string | null
  bodySizeBytes: number | null
}

/**
 * Stores the bodies of a run's calls with the meeting's files, encrypted with the tenant's key. A body that cannot be
 * stored does not fail the run: its call is recorded without one.
 */
export function keepBodies(
  deps: BodyDeps,
  ctx: Ctx,
  meetingId: string,
  interactions: (Interaction & { id: string })[],
): Promise<KeptInteraction[]> {
  return Promise.all(
    interactions.map(async ({ body, id, ...facts }) => {
      const key = `${meetingPrefix(ctx.tenantId, meetingId)}interactions/${id}`
      try {
        const plain = gzipSync(JSON.stringify(body))
        const sealed = await deps.sealer.seal(ctx.tenantId, key, plain)
        await deps.files.put(key, sealed, { contentType: 'application/octet-stream' })
        return { ...facts, id, bodyKey: key, bodySizeBytes: sealed.byteLength }
      } catch (error) {
        deps.log.error(
          { err: error, tenantId: ctx.tenantId, meetingId },
          'the body of a call to the model was not kept',
        )
        return { ...facts, id, bodyKey: null, bodySizeBytes: null }
      }
    }),
  )
}

/** Reads and decrypts a body. Throws the errors of the storage and the sealer. */
export async function openBody(
  deps: BodyDeps,
  ctx: Ctx,
  key: string,
): Promise<Interaction['body']> {
  const sealed = await deps.files.get(key)
  const plain = await deps.sealer.open(ctx.tenantId, key, sealed)
  return JSON.parse(gunzipSync(plain).toString('utf8')) as Interaction['body']
}
