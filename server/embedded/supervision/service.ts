import type { Home } from '../home.ts'

/** A server that the stack starts, watches and stops. */
export interface ServiceSpec {
  /** Shown in progress lines. */
  title: string
  /** Names its log and state files. */
  name: string
  /** Drops privileges before the command; empty when that is not needed. */
  prefix: string[]
  command: string[]
  environment: Record<string, string>
  port: number
  /** Whether it answers; polled while it starts. */
  isReady(pid: number): Promise<boolean>
  /** Asks it to stop cleanly; it is killed when it does not. */
  stopSignal: NodeJS.Signals
  forceSignal: NodeJS.Signals
  /** Removes leftovers of a crash; called before each start. */
  beforeStart?(): void
  /** Finds a running process of this service that no state file names. */
  findOrphan?(): number | undefined
}

/** Stored for a running service, so that the next start can adopt it. */
export interface ServiceState {
  pid: number
  startedAt: string
  port: number
}

export type OnProgress = (line: string) => void

export interface SupervisedService {
  /** Its current process number, which changes on a restart. */
  pid(): number
  stop(deadlineMs: number): Promise<void>
}

/** What starting any service needs. */
export interface StartContext {
  home: Home
  onProgress: OnProgress
  signal: AbortSignal | undefined
  /** For tests: services end with the process that started them, however that ends. */
  endsWithParent: boolean
  /** Called as soon as a service runs, so that it is stopped when a later step fails. */
  onStarted(service: SupervisedService): void
}

export const stateFile = (home: Home, name: string): string => `${home.runFolder}/${name}.json`
export const logFile = (home: Home, name: string): string => `${home.logFolder}/${name}.log`
