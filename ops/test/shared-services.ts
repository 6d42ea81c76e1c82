import postgres from 'postgres'
import { migrate } from '../../db/migrate.ts'
import { startTestServices, type TestServices } from './services.ts'

const template = `aam_template_${process.pid}`
let shared: Promise<TestServices> | undefined
let clones = 0

/** What a runner that starts the services itself passes on, for each of its workers. */
export type GivenServices = Omit<TestServices, 'stop'>
export const givenServicesVariable = 'AAM_TEST_SERVICES'

/** One stack for all test files of this process, with a migrated template database. */
export function sharedServices(): Promise<TestServices> {
  shared ??= openShared()
  return shared
}

export async function stopSharedServices(): Promise<void> {
  const services = await shared
  shared = undefined
  await services?.stop()
}

/** A new database with the newest schema, and how many there have been in this process. */
export async function cloneDatabase(): Promise<{
  services: TestServices
  name: string
  number: number
}> {
  const services = await sharedServices()
  const number = ++clones
  const name = `aam_test_${process.pid}_${number}`
  await runAdmin(services, (sql) => sql.unsafe(`create database ${name} template ${template}`))
  return { services, name, number }
}

export function inDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

async function openShared(): Promise<TestServices> {
  const services = givenServices() ?? (await startTestServices())
  await runAdmin(services, (sql) => sql.unsafe(`create database ${template}`))
  await migrate(
    inDatabase(services.adminDatabaseUrl, template),
    inDatabase(services.databaseUrl, template),
  )
  return services
}

function givenServices(): TestServices | undefined {
  const given = JSON.parse(Bun.env[givenServicesVariable] ?? '[]') as GivenServices[]
  const services = given[Number(Bun.env['BUN_TEST_WORKER_ID'] ?? 1) - 1]
  return services && { ...services, stop: () => Promise.resolve() }
}

async function runAdmin(
  services: TestServices,
  work: (sql: postgres.Sql) => Promise<unknown>,
): Promise<void> {
  const sql = postgres(services.adminDatabaseUrl, { max: 1, onnotice: () => undefined })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 2 })
  }
}
