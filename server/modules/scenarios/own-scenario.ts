import type { ScenarioWords } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale, PackFiles } from '../../../plugins/engine/index.ts'
import { changedMeanwhile, notFound } from '../../platform/errors.ts'
import type { VersionState } from '../../../plugins/vocabulary.ts'

/** A tenant's own scenario. */
export interface ScenarioRow {
  id: string
  title: Record<Locale, string>
  draft_digest: string | null
  draft_based_on: string | null
  rev: number
  created_at: Date
  updated_at: Date
}

/** The tenant's own scenario; `notFound` for a built-in one, another tenant's and a missing one alike. */
export async function getScenario(tx: TenantTx, id: string): Promise<ScenarioRow> {
  const [row] = await tx.sql<ScenarioRow[]>`
    select id, title, draft_digest, draft_based_on, rev, created_at, updated_at from scenarios
    where tenant_id = ${tx.tenantId} and id = ${id}`
  if (!row) throw notFound('scenario')
  return row
}

/** The same for a change: changes take turns, and one against an older revision is refused. */
export async function getScenarioForChange(
  tx: TenantTx,
  id: string,
  expectedRev: number | null = null,
): Promise<ScenarioRow> {
  await tx.sql`select 1 from scenarios where tenant_id = ${tx.tenantId} and id = ${id} for update`
  const row = await getScenario(tx, id)
  if (expectedRev !== null && expectedRev !== row.rev) throw changedMeanwhile(row.rev)
  return row
}

export interface OwnVersion {
  version: string
  state: VersionState
  hash: string
  body_digest: string
  words: ScenarioWords
}

/** Everything that was ever published of an own scenario. */
export const listOwnVersions = (tx: TenantTx, id: string) => tx.sql<OwnVersion[]>`
  select version, state, hash, body_digest, words from scenario_versions
  where tenant_id = ${tx.tenantId} and pack_id = ${id} and origin = 'own'`

/** The titles that `pack.json` names; one language's where the other has none, the id where neither can be read. */
export function titleOf(files: PackFiles, id: string): Record<Locale, string> {
  const title = readManifest(files)?.['title']
  const words =
    typeof title === 'object' && title !== null ? (title as Record<string, unknown>) : {}
  const text = (locale: Locale) => {
    const given = words[locale]
    return typeof given === 'string' && given.trim() !== '' ? given.slice(0, 200) : undefined
  }
  const [en, ru] = [text('en'), text('ru')]
  return { en: en ?? ru ?? id, ru: ru ?? en ?? id }
}

/** `pack.json` as far as it is a JSON object. */
export function readManifest(files: PackFiles): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(files['pack.json'] ?? '')
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
