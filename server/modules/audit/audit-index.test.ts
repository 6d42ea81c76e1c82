import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { withTenant } from '../../../db/tenant.ts'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import { type AuditFilter, selectAuditIds } from './repo.ts'

setDefaultTimeout(90_000)

const rowCount = 100_000
/** What a page may read: of each action that fits a page, and the names of all actions. */
const mostRead = 1_500

let installation: TestInstallation
let tenantId: string
let actor: string
let object: string

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  ;({ tenantId } = await installation.createTenant('manyrows'))
  actor = crypto.randomUUID()
  object = crypto.randomUUID()
  // Ids in order of time; a few actions are nearly all of it, one is rare and old, actor and object are rare as well.
  await installation.admin`
    insert into audit_log (tenant_id, id, actor_kind, actor_id, action, subject_id)
    select ${tenantId}, (lpad(to_hex(${startMs}::bigint + n), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
      'user', case when n % 1000 = 0 then ${actor}::uuid else gen_random_uuid() end,
      case when n <= 50 then 'key.rotated' when n % 40 = 0 then 'thing.kind_' || (n / 40) % 40
        else (array['item.accept', 'meeting.changed', 'transcript.read'])[n % 3 + 1] end,
      case when n % 5000 = 0 then ${object}::uuid else gen_random_uuid() end
    from generate_series(1, ${rowCount}) n`
  await installation.admin`analyze audit_log`
})
afterAll(() => installation.close())

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

/** How the page is read, as the server itself reads it. */
async function explainPage(filter: AuditFilter, before: string | null, atMost = 21) {
  const [row] = await withTenant(
    installation.services.db,
    { tenantId },
    (tx) => tx.sql`explain (analyze, format json) ${selectAuditIds(tx, filter, before, atMost)}`,
  )
  const nodes: PlanNode[] = []
  const collect = (node: PlanNode): void => {
    nodes.push(node)
    node.Plans?.forEach(collect)
  }
  const [explained] = (row?.['QUERY PLAN'] ?? []) as { Plan: PlanNode }[]
  if (explained) collect(explained.Plan)
  const scans = nodes.filter((node) => node['Relation Name'] === 'audit_log')
  const read = scans.reduce(
    (sum, node) =>
      sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
    0,
  )
  return { kinds: new Set(scans.map((node) => node['Node Type'])), read }
}

/** Ids are in the order of time, a millisecond each. */
const startMs = 1_790_000_000_000
const hex = (startMs + rowCount / 2).toString(16).padStart(12, '0')
const middle = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
const cases = (): [string, AuditFilter][] => [
  ['nothing', {}],
  ['a rare action', { action: 'key.rotated' }],
  ['an area whose rows are all old', { action: 'key' }],
  ['a frequent action', { action: 'transcript.read' }],
  ['an area of forty actions', { action: 'thing' }],
  ['several areas', { action: 'item,meeting,key,run.adopted' }],
  ['an action that never was', { action: 'client.deleted' }],
  ['a person', { actor }],
  ['an object', { object }],
  ['a person’s action', { actor, action: 'item.accept' }],
  ['an object’s area', { object, action: 'item,meeting,transcript' }],
  ['a rare action of a person', { actor, action: 'key' }],
]

test('a page by any filter reads by an index, from the cursor on, and few of 100,000 rows', async () => {
  for (const [name, filter] of cases()) {
    for (const before of [null, middle]) {
      const { kinds, read } = await explainPage(filter, before)
      expect([name, kinds.has('Seq Scan')]).toEqual([name, false])
      expect([name, read < mostRead ? 'few' : read]).toEqual([name, 'few'])
    }
  }
})

test('gives what a plain reading of all rows gives, in the same order', async () => {
  for (const [name, filter] of cases()) {
    for (const before of [null, middle]) {
      const ids = await withTenant(
        installation.services.db,
        { tenantId },
        (tx) => tx.sql<{ id: string }[]>`${selectAuditIds(tx, filter, before, 40)}`,
      )
      const patterns = filter.action
        ?.split(',')
        .map((one) => (one.includes('.') ? one : `${one}.%`))
      const plain = await installation.admin<{ id: string }[]>`
        select id from audit_log where tenant_id = ${tenantId}
          and (${before}::uuid is null or id < ${before}::uuid)
          and (${filter.actor ?? null}::uuid is null or actor_id = ${filter.actor ?? null}::uuid)
          and (${filter.object ?? null}::uuid is null or subject_id = ${filter.object ?? null}::uuid)
          and (${patterns ?? null}::text[] is null or action like any(${patterns ?? null}::text[]))
        order by id desc limit 40`
      expect([name, ...ids.map(({ id }) => id)]).toEqual([name, ...plain.map(({ id }) => id)])
    }
  }
})
