import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { openDatabase } from '../../db/client.ts'
import { type Stack, startStack } from './stack.ts'

// What a pool owes its users when the server dies: every promise settles, nothing runs on a
// session that is not its own, and the pool works again. Fails without ops/patches.

// Real servers on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)

let stack: Stack
const home = mkdtempSync(join(tmpdir(), 'aam-postgres-restart-'))

beforeAll(async () => {
  stack = await startStack({ home, external: {}, onProgress: () => undefined })
})

afterAll(async () => {
  await stack.stop()
  rmSync(home, { recursive: true, force: true })
})

// The server may still be restarting after the previous test.
beforeEach(() =>
  eventually(async () => {
    const sql = openPool({ max: 1 })
    await sql`select 1`.finally(() => sql.end({ timeout: 1 }))
  }),
)

const openPool = (options: postgres.Options<Record<string, postgres.PostgresType>> = {}) =>
  postgres(stack.adminDatabaseUrl, {
    max: 8,
    connect_timeout: 5,
    backoff: () => 0.05,
    onnotice: () => {},
    ...options,
  })

const postmaster = (): number =>
  Number(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])

/** Kills the server and returns when a pool reaches its replacement. */
async function restartUnder(sql: postgres.Sql): Promise<void> {
  const [before] = await checkpointer(sql)
  process.kill(postmaster(), 'SIGKILL')
  // A session of the killed server may still answer for a moment.
  await eventually(async () => {
    const [now] = await checkpointer(sql)
    // The dying server still answers for a moment, without a checkpointer.
    expect(now).toBeDefined()
    expect(now?.pid).not.toBe(before?.pid)
  })
}

async function restart(): Promise<void> {
  const watcher = openPool({ max: 1 })
  await restartUnder(watcher)
  await watcher.end({ timeout: 5 })
}

const checkpointer = (sql: postgres.Sql) =>
  sql<{ pid: number }[]>`select pid from pg_stat_activity where backend_type = 'checkpointer'`

async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work()
      return
    } catch {
      await Bun.sleep(10)
    }
  }
}

/** Returns how many promises neither fulfilled nor rejected within the time. */
async function countHanging(promises: Promise<unknown>[], withinMs: number): Promise<number> {
  let settled = 0
  const count = () => void settled++
  const all = Promise.all(promises.map((promise) => promise.then(count, count)))
  await Promise.race([all, Bun.sleep(withinMs)])
  return promises.length - settled
}

/** Repeats each piece of work until `stop`. */
function keepBusy(works: (() => Promise<unknown>)[]) {
  const pending: Promise<unknown>[] = []
  const outcomes = { succeeded: 0, failed: 0 }
  const running = new AbortController()
  const loops = works.map(async (work) => {
    while (!running.signal.aborted) {
      const attempt = work()
      pending.push(attempt)
      await attempt.then(
        () => void outcomes.succeeded++,
        () => void outcomes.failed++,
      )
      await Bun.sleep(1)
    }
  })
  return {
    outcomes,
    async stop(withinMs: number): Promise<number> {
      running.abort()
      return (await countHanging(pending, withinMs)) + (await countHanging(loops, withinMs))
    },
  }
}

const pools: [string, () => postgres.Sql][] = [
  ['the product', () => openDatabase({ url: stack.adminDatabaseUrl, max: 8 }).sql],
  ['one that asks for no types', () => openPool({ fetch_types: false })],
]

describe.each(pools)('a restart of Postgres under the pool of %s', (_, open) => {
  test('leaves no query hanging, loses nothing and serves new ones', async () => {
    const sql = open()
    await sql`create table if not exists work (id int)`
    await sql`create table if not exists acknowledged (id uuid primary key)`
    const acknowledged: string[] = []
    const insertOne = async () => {
      const id = crypto.randomUUID()
      await sql.begin((tx) =>
        Promise.all([tx`insert into acknowledged values (${id})`, tx`select 1`]),
      )
      acknowledged.push(id)
    }
    const busy = keepBusy([
      ...Array.from({ length: 12 }, (_, index) => () => sql`select ${index}::int, pg_sleep(0.01)`),
      ...Array.from({ length: 4 }, () => () => sql.unsafe('select 1; select pg_sleep(0.005)')),
      ...Array.from({ length: 4 }, () => insertOne),
      ...Array.from({ length: 4 }, (_, index) => () => pipelineOnReserved(sql, index)),
    ])
    for (let round = 0; round < 3; round++) {
      const before = busy.outcomes.succeeded
      await eventually(async () => expect(busy.outcomes.succeeded).toBeGreaterThan(before + 20))
      await restartUnder(sql)
    }
    expect(await busy.stop(5_000)).toBe(0)
    expect(busy.outcomes.failed).toBeGreaterThan(0)
    const kept = new Set((await sql`select id from acknowledged`).map(({ id }) => id))
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(0)
    await sql.end({ timeout: 5 })
  })
})

async function pipelineOnReserved(sql: postgres.Sql, index: number): Promise<void> {
  const session = await sql.reserve()
  try {
    await Promise.all([
      session.unsafe('begin', [], { prepare: true }),
      session.unsafe('insert into work values ($1)', [index], { prepare: true }),
      session.unsafe('select count(*) from work where id = $1', [index], { prepare: true }),
      session.unsafe('commit', [], { prepare: true }),
    ])
  } finally {
    session.release()
  }
}

test('does not let a transaction that lost its session reach the next one', async () => {
  const sql = openPool({ max: 1 })
  await sql`create table if not exists strayed (note text)`
  const entered = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  let late: Promise<unknown> = Promise.resolve()
  const lost = sql.begin(async (tx) => {
    await tx`insert into strayed values ('before the crash')`
    entered.resolve()
    await goOn.promise
    late = tx`insert into strayed values ('after the crash')`.then(
      () => 'ran',
      () => 'refused',
    )
    await late
  })
  const outcome = lost.then(
    () => 'committed',
    () => 'failed',
  )
  await entered.promise
  await restart()
  await eventually(() => sql`select 1`)
  goOn.resolve()
  expect(await outcome).toBe('failed')
  await eventually(async () => expect(await late).toBe('refused'))
  expect((await sql`select * from strayed`).length).toBe(0)
  await sql.end({ timeout: 5 })
})

test('refuses work on a lost reserved session, which can still be released', async () => {
  const sql = openPool({ max: 1 })
  const session = await sql.reserve()
  expect((await session`select 1 as one`).at(0)).toEqual({ one: 1 })
  await restart()
  await eventually(() => sql`select 1`)
  const stray = session`select 1`.then(
    () => 'ran',
    () => 'refused',
  )
  expect(await stray).toBe('refused')
  session.release()
  expect((await sql`select 2 as two`).at(0)).toEqual({ two: 2 })
  const again = await sql.reserve()
  expect((await again`select 3 as three`).at(0)).toEqual({ three: 3 })
  again.release()
  await sql.end({ timeout: 5 })
})
