import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Home, writePrivate } from '../home.ts'
import { diskFull, explainFolderError, StackError } from '../stack-error.ts'
import { chooseRunAs, type RunAs, withUserName } from '../supervision/run-as.ts'
import type { OnProgress } from '../supervision/service.ts'
import { findPostgres, type PostgresBinaries } from './binaries.ts'

export const superuser = 'aam_admin'

/** The database files of a home and the programs that fit them. */
export interface Cluster {
  dataFolder: string
  binaries: PostgresBinaries
  runAs: RunAs
}

/** Opens the database files of the home, or creates them on the first start. */
export async function openCluster(
  home: Home,
  password: string,
  onProgress: OnProgress,
): Promise<Cluster> {
  const folder = home.folder('postgres')
  const dataFolder = join(folder, 'data')
  const madeBy = existsSync(dataFolder) ? versionOf(dataFolder) : undefined
  const binaries = findPostgres(home, madeBy)
  const runAs = chooseRunAs(folder, join(binaries.folder, 'postgres'))
  if (madeBy === undefined) {
    onProgress('Making the database (first start, about a second)')
    await makeCluster({ folder, dataFolder, binaries, runAs, password })
  }
  return { dataFolder, binaries, runAs }
}

function versionOf(dataFolder: string): number {
  const versionFile = join(dataFolder, 'PG_VERSION')
  const version = existsSync(versionFile) ? Number(readFileSync(versionFile, 'utf8').trim()) : NaN
  if (!Number.isInteger(version) || !existsSync(join(dataFolder, ownMark))) {
    throw new StackError(
      'data_foreign',
      `${dataFolder} holds files that are not AAM's database.`,
      'Move them elsewhere, or choose another folder with --home or AAM_HOME.',
    )
  }
  checkOwner(dataFolder)
  return version
}

const ownMark = 'aam-cluster'

function checkOwner(dataFolder: string): void {
  const user = process.getuid?.()
  const owner = statSync(dataFolder).uid
  if (user === undefined || user === 0 || user === owner) return
  throw new StackError(
    'data_owner',
    `The database in ${dataFolder} belongs to the user with id ${owner}, and AAM runs as the user with id ${user}.`,
    'Start AAM as the user that owns it, or choose another folder with --home or AAM_HOME.',
  )
}

interface NewCluster extends Cluster {
  folder: string
  password: string
}

async function makeCluster(cluster: NewCluster): Promise<void> {
  const { folder, dataFolder, binaries, runAs, password } = cluster
  removeUnfinished(folder)
  // An interrupted first start leaves this folder, never an incomplete data folder.
  const unfinished = join(folder, `unfinished-${process.pid}`)
  const passwordFile = join(folder, 'password')
  try {
    writePrivate(passwordFile, password)
    runAs.own(passwordFile)
    await runInitdb(binaries, withUserName(runAs), unfinished, passwordFile)
    writeFileSync(join(unfinished, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n')
    writeFileSync(join(unfinished, ownMark), '')
    renameSync(unfinished, dataFolder)
  } catch (error) {
    removeUnfinished(folder)
    throw explainFolderError(error, folder)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

async function runInitdb(
  binaries: PostgresBinaries,
  runAs: RunAs,
  dataFolder: string,
  passwordFile: string,
): Promise<void> {
  // The built-in provider (17 and newer) folds case for all of Unicode without the machine's locales.
  const locale =
    binaries.majorVersion >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale-provider=libc', '--locale=C.UTF-8']
  const initdb = Bun.spawn(
    [
      ...runAs.prefix,
      join(binaries.folder, 'initdb'),
      `--pgdata=${dataFolder}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--text-search-config=simple',
      '--no-instructions',
      ...locale,
    ],
    {
      cwd: '/',
      env: childEnvironment(binaries),
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    },
  )
  const [output, exitCode] = await Promise.all([new Response(initdb.stderr).text(), initdb.exited])
  if (exitCode === 0) return
  if (/no space left on device|disk quota exceeded/i.test(output)) throw diskFull(dataFolder)
  throw new StackError(
    'service_failed',
    `The database could not be made: ${output.trim().split('\n').slice(-2).join(' ')}`,
    'Set DATABASE_URL to a running Postgres, or choose another folder with --home or AAM_HOME.',
  )
}

/** None of our environment reaches the database: it may contain keys. */
export const childEnvironment = (binaries: PostgresBinaries): Record<string, string> => ({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...binaries.environment,
})

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('unfinished-')) rmSync(join(folder, name), { recursive: true, force: true })
  }
}
