import { join } from 'node:path'
import postgres from 'postgres'

/** The database of the system that the flows run against, past row-level security: to prepare what takes days to arise. */
export async function openDatabase(): Promise<postgres.Sql> {
  const home = Bun.env['AAM_E2E_HOME'] ?? ''
  const { adminDatabaseUrl } = (await Bun.file(join(home, 'run/addresses.json')).json()) as {
    adminDatabaseUrl: string
  }
  return postgres(adminDatabaseUrl, { max: 1 })
}
