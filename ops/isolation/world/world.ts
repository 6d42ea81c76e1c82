import { openInstallation, type TestInstallation } from '../../test/installation.ts'
import { type Copy, copyTenant, type Snapshot, takeSnapshot } from '../tables/copy-tenant.ts'
import { type Catalogue, readCatalogue } from '../tables/read-catalogue.ts'
import { type ChangeLog, openChangeLog } from './change-log.ts'
import { type IdByName, idsByName } from './example-body.ts'
import { type KnownRow, readKnownRows } from './known-rows.ts'
import { makeModelTenant, type ModelTenant } from './model-tenant.ts'
import { addSession, type Person, tokenOf } from './people.ts'
import { readRoutes, type Route } from './read-routes.ts'

/** A tenant with rows in every table, in an installation whose worker has stopped. */
export interface World {
  installation: TestInstallation
  catalogue: Catalogue
  /** The routes of the API. */
  routes: Route[]
  model: ModelTenant
  snapshot: Snapshot
  rows: KnownRow[]
  idOf: IdByName
  log: ChangeLog
  close(): Promise<void>
}

const rowsOfTable = 8

/** Part of the texts of the model tenant. */
export const modelMarker = 'mkoriginmk'

export async function openWorld(
  options: Parameters<typeof openInstallation>[0] = {},
): Promise<World> {
  const installation = await openInstallation(options)
  const model = await makeModelTenant(installation, 'origin-org', modelMarker)
  await installation.stopWorker()
  const log = await openChangeLog(installation.admin)
  return { ...(await viewAs(installation, model)), log, close: () => installation.close() }
}

/** One of an installation's tenants. */
export async function viewAs(
  installation: TestInstallation,
  model: ModelTenant,
): Promise<Omit<World, 'log' | 'close'>> {
  const { admin } = installation
  const catalogue = await readCatalogue(admin)
  const rows = await readKnownRows(admin, catalogue, model.tenantId, rowsOfTable)
  const all = await readRoutes(installation)
  const routes = all.filter(({ path }) => path.startsWith('/api/'))
  const snapshot = await takeSnapshot(admin, model)
  return {
    installation,
    catalogue,
    routes,
    model,
    snapshot,
    rows,
    idOf: idsByName(catalogue, rows),
  }
}

let copies = 0

/** Another tenant with the model's content, and with the same ids by default. */
export function copyModel(
  { installation, model, snapshot }: World,
  { marker, newIds = false }: { marker?: string; newIds?: boolean } = {},
): Promise<Copy> {
  return copyTenant(installation.admin, snapshot, {
    slug: `copied-${++copies}-${crypto.randomUUID().slice(0, 8)}`,
    keepIds: !newIds,
    replace: marker ? { [model.marker]: marker } : {},
  })
}

/** A session may send 1,200 requests a minute. */
const requestsPerSession = 1_000

/** Tokens of one person, from their own session and from another one now and then. */
export function tokensOf(
  world: World,
  tenantId: string,
  { userId }: Pick<Person, 'userId'>,
): () => Promise<string> {
  let used = 0
  let token: Promise<string> | undefined
  return () => {
    if (token === undefined || ++used % requestsPerSession === 0) {
      token = newToken(world, tenantId, userId)
    }
    return token
  }
}

/** Copies share the ids of their sessions, and the limits per session; this session belongs to one tenant only. */
export async function newToken(
  { installation }: World,
  tenantId: string,
  userId: string,
): Promise<string> {
  const sessionId = await addSession(installation.admin, tenantId, userId)
  return tokenOf(installation, tenantId, { userId, sessionId })
}
