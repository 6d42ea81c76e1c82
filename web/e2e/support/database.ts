import { join } from 'node:path'
import postgres from 'postgres'
import { system } from './system.ts'

/** The database of the system that the flows run against, past row-level security: to prepare what takes days to arise. */
export async function openDatabase(): Promise<postgres.Sql> {
  const addresses = await Bun.file(join(system().home, 'run/addresses.json')).json()
  const { adminDatabaseUrl } = addresses as { adminDatabaseUrl: string }
  return postgres(adminDatabaseUrl, { max: 1 })
}
