import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { type Home, readJson, writePrivate } from '../home.ts'
import { diskFull, explainFolderError, StackError } from '../stack-error.ts'
import { portTaken } from './ports.ts'
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts'
import { logFile, type ServiceSpec, type ServiceState, stateFile } from './service.ts'

const rotateAboveBytes = 8 * 1024 * 1024
const tailBytes = 8 * 1024
const adoptedPollMs = 50

/** A running process of a service, started by us or adopted. */
export interface Child {
  identity: ProcessIdentity
  ended: Promise<void>
  /** The log output since its start. */
  output(): string
}

/** Starts a service in its own session, so that Ctrl-C reaches it only through stop(). */
export function startChild(home: Home, spec: ServiceSpec, endsWithParent: boolean): Child {
  const log = logFile(home, spec.name)
  const descriptor = openLog(log)
  const logStart = statSync(log).size
  try {
    const child = spawn(spec, endsWithParent, descriptor)
    child.unref()
    const identity = identify(child.pid) ?? { pid: child.pid, startedAt: '' }
    writeState(home, spec, identity)
    const output = () => readFrom(log, logStart)
    return { identity, ended: child.exited.then(() => undefined), output }
  } catch (error) {
    throw explainFolderError(error, log)
  } finally {
    closeSync(descriptor)
  }
}

function spawn(spec: ServiceSpec, endsWithParent: boolean, output: number): Bun.Subprocess {
  const [program = '', ...rest] = [...spec.prefix, ...leash(spec, endsWithParent), ...spec.command]
  try {
    return Bun.spawn([program, ...rest], {
      cwd: '/',
      env: spec.environment,
      detached: true,
      stdin: 'ignore',
      stdout: output,
      stderr: output,
    })
  } catch (error) {
    throw new StackError(
      'service_failed',
      `${spec.title} could not be started: ${program} cannot be run by the user that runs AAM.`,
      'Let that user read and run the file and pass through the folders above it, then start again.',
      { cause: error },
    )
  }
}

// Innermost, because the kernel resets it when a process changes its user.
const leash = (spec: ServiceSpec, endsWithParent: boolean): string[] =>
  endsWithParent && process.platform === 'linux' && Bun.which('setpriv') !== null
    ? ['setpriv', `--pdeathsig=${spec.stopSignal.slice('SIG'.length)}`, '--']
    : []

/** Finds a process of the service that survived a crash of its parent. */
export function findSurvivor(home: Home, spec: ServiceSpec): Child | undefined {
  const state = readState(home, spec.name)
  const kept = state !== undefined && isAlive(state) ? identify(state.pid) : undefined
  const orphan = kept ?? identify(spec.findOrphan?.() ?? 0)
  if (orphan === undefined) return undefined
  return { identity: orphan, ended: whenEnded(orphan), output: () => '' }
}

export function readState(home: Home, name: string): ServiceState | undefined {
  const value = readJson(stateFile(home, name))
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, startedAt, port } = value as Partial<Record<keyof ServiceState, unknown>>
  return typeof pid === 'number' && typeof startedAt === 'string' && typeof port === 'number'
    ? { pid, startedAt, port }
    : undefined
}

export function writeState(home: Home, spec: ServiceSpec, identity: ProcessIdentity): void {
  writePrivate(stateFile(home, spec.name), JSON.stringify({ ...identity, port: spec.port }))
}

/** Explains why a service ended before it was ready. */
export function explainFailure(home: Home, spec: ServiceSpec, output: string): StackError {
  if (/no space left on device|disk quota exceeded|ENOSPC/i.test(output)) return diskFull(home.path)
  if (/address already in use|EADDRINUSE/i.test(output)) return portTaken(spec.title)
  const lines = output.trim().split('\n').slice(-3).join(' ')
  return new StackError(
    'service_failed',
    `${spec.title} did not start${lines === '' ? '.' : `: ${lines}`}`,
    `Its log says more: ${logFile(home, spec.name)}.`,
  )
}

function openLog(path: string): number {
  try {
    if (existsSync(path) && statSync(path).size > rotateAboveBytes) {
      rmSync(`${path}.1`, { force: true })
      renameSync(path, `${path}.1`)
    }
    return openSync(path, 'a', 0o600)
  } catch (error) {
    throw explainFolderError(error, path)
  }
}

function readFrom(path: string, start: number): string {
  try {
    const descriptor = openSync(path, 'r')
    try {
      const sizeBytes = statSync(path).size
      const from = Math.max(start, sizeBytes - tailBytes)
      const buffer = Buffer.alloc(Math.max(0, sizeBytes - from))
      readSync(descriptor, buffer, 0, buffer.length, from)
      return buffer.toString('utf8')
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return ''
  }
}

function whenEnded(identity: ProcessIdentity): Promise<void> {
  return new Promise((resolve) => {
    const poll = setInterval(() => {
      if (isAlive(identity)) return
      clearInterval(poll)
      resolve()
    }, adoptedPollMs)
    poll.unref()
  })
}
