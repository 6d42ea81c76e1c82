import { expect, test } from 'bun:test'
import { join } from 'node:path'

const root = join(import.meta.dir, '../../../..')
const home = 'server/modules/meetings/stage/repo/'

const columns = ['status', 'stage', 'fence', 'claimed_at', 'progress', 'reason', 'can_retry']
const assignment = new RegExp(`(?:set\\s+|,\\s*|^\\s*)"?(?:${columns.join('|')})"?\\s*=[^=>]`, 'i')

/** Removes what stands in brackets: sub-selects have conditions of their own. */
function withoutBrackets(text: string): string {
  const shorter = text.replaceAll(/\([^()]*\)/g, '')
  return shorter === text ? text : withoutBrackets(shorter)
}

/** The assignments of each `update meetings` in SQL text, up to its `where` or `returning`. */
const assignmentsIn = (text: string): string[] =>
  [
    ...withoutBrackets(text).matchAll(
      /update\s+(?:only\s+)?"?meetings"?(?:\s+(?:as\s+)?\w+)?\s+set\b(.*?)(?:`|$|\bwhere\b|\breturning\b)/gis,
    ),
  ].map(([, list = '']) => list)

/** How a text writes the state of a meeting past the state machine; empty if it does not. */
function stateWrites(text: string): string[] {
  const inSql = assignmentsIn(text).some((list) =>
    list.split('\n').some((line) => assignment.test(line.startsWith(' ') ? line : ` ${line}`)),
  )
  return [
    ...(inSql ? ['update meetings set'] : []),
    // These take any column, so they stay in the repositories, whose types leave the state out.
    ...(/\.update\(\s*meetings\s*\)/.test(text) ? ['update(meetings)'] : []),
    ...(/insert\s+into\s+"?meetings"?[\s(]/i.test(text) ? ['insert into meetings'] : []),
    ...(/\bname:\s*'meeting\.changed'/.test(text) ? ['a second builder of meeting.changed'] : []),
  ]
}

const isProduct = (file: string): boolean =>
  !/\.test\.ts$|(^|\/)test\//.test(file) && !file.startsWith(home)

test('only the state machine writes the state of a meeting', async () => {
  const found: Record<string, string[]> = {}
  let homes = 0
  for (const folder of ['server', 'tenants', 'db', 'plugins']) {
    const files = await Array.fromAsync(new Bun.Glob(`${folder}/**/*.ts`).scan({ cwd: root }))
    for (const file of files) {
      const writes = stateWrites(await Bun.file(join(root, file)).text())
      if (file.startsWith(home) && writes.length > 0) homes++
      else if (isProduct(file) && writes.length > 0) found[file] = writes
    }
  }
  // Guards against patterns that no longer match the way SQL is written.
  expect(homes).toBe(2)
  // The type of the event, not a builder.
  delete found['server/jobs/outbox.ts']
  expect(found).toEqual({})
})

test('recognizes a write of the state however it is made', () => {
  const writes = [
    "tx.sql`update meetings set status = 'waiting' where id = ${id}`",
    'tx.sql`\n  update meetings m set rev = m.rev + 1,\n    claimed_at = now()\n  where m.id = ${id}`',
    'tx.sql`update meetings set title = $1, can_retry = false returning id`',
    'tx.sql`\n  update meetings as m\n  set\n    fence = m.fence + 1 from before`',
    'tx.sql`update meetings m set item_count = (select count(*) from items where run_id = m.id), status = $1`',
    'tx.orm.update(meetings).set({ stage: null })',
    'tx.sql`insert into meetings (tenant_id, id, status) values ($1, $2, $3)`',
    "publish(tx, { name: 'meeting.changed', meetingId })",
  ]
  expect(writes.filter((text) => stateWrites(text).length === 0)).toEqual([])
})

test('allows other columns, and conditions on the state', () => {
  const allowed = [
    "tx.sql`update meetings set owner_id = ${to}, rev = rev + 1 where status = 'draft' and stage = 'ingest'`",
    "tx.sql`update runs set state = 'failed', reason = ${reason} where id = ${id}`",
    'tx.sql`select status, reason from meetings where id = ${id}`',
  ]
  expect(allowed.flatMap(stateWrites)).toEqual([])
})
