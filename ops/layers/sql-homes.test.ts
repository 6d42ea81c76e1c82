import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { relative } from 'node:path/posix'
import { holdsSql, isSqlHome } from './sql-homes.ts'

const root = join(import.meta.dir, '../..')

/** Files of a folder that hold SQL, from the root, with `/`. */
async function findHolders(folder: string): Promise<string[]> {
  const paths = await Array.fromAsync(new Bun.Glob('**/*.ts').scan({ cwd: join(root, folder) }))
  const holders: string[] = []
  for (const path of paths) {
    const file = `${folder}/${path.replaceAll('\\', '/')}`
    if (holdsSql(await Bun.file(join(root, file)).text())) holders.push(file)
  }
  return holders
}

test('SQL of the modules stands in repo.ts or repo/ only', async () => {
  const holders = (await findHolders('server/modules')).map((file) =>
    relative('server/modules', file),
  )
  // Guards against signs that no longer match the way SQL is written.
  expect(holders.filter(isSqlHome).length).toBeGreaterThan(30)
  expect(holders.filter((file) => !isSqlHome(file))).toEqual([])
})

/** Commands of operators, which work on tables as a whole. */
const operatorCommands = ['tenants/provision.ts', 'tenants/rekey/']

test('SQL of http and of tenants stands in repo.ts, apart from commands of operators', async () => {
  const holders = [...(await findHolders('server/http')), ...(await findHolders('tenants'))]
  expect(holders).toContain('tenants/limits/repo.ts')
  const strays = holders.filter((file) => !isSqlHome(file))
  expect(
    strays.filter((file) => !operatorCommands.some((command) => file.startsWith(command))),
  ).toEqual([])
})

test('recognizes SQL however it is sent', () => {
  const written = [
    'tx.sql`select 1 from meetings`',
    'tx.sql<Row[]>`select 1 from meetings`',
    'await tx.sql.unsafe(text)',
    'tx.orm.select().from(users)',
    "import { eq } from 'drizzle-orm'",
    'readTenant(db, ctx, statement, [])',
    'const statement = `\n  select id from meetings`',
    'const statement = `update meetings m set title = $1`',
  ]
  expect(written.filter((text) => !holdsSql(text))).toEqual([])
  expect(holdsSql("import { listMeetings } from './repo.ts'")).toBe(false)
})

test('a repository is a file repo.ts or a file in repo/', () => {
  const files = ['mail/repo.ts', 'mail/mail.test.ts', 'mail/test/box.ts']
  expect(files.every(isSqlHome)).toBe(true)
  expect(['mail/send-mail.ts', 'identity/pending-repo.ts'].some(isSqlHome)).toBe(false)
})
