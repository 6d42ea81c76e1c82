import type { Home } from '../home.ts'

/** One server that the stack starts, watches and stops. */
export interface ServiceSpec {
  /** As a person reads it in progress lines. */
  title: string
  /** File-safe name of its log and state. */
  name: string
  /** Drops rights before the command; empty where that is not needed. */
  prefix: string[]
  command: string[]
  environment: Record<string, string>
  port: number
  /** True when it answers; asked again and again while it starts. */
  isReady(pid: number): Promise<boolean>
  /** What asks it to end cleanly, and what ends it when it does not. */
  stopSignal: NodeJS.Signals
  forceSignal: NodeJS.Signals
  /** Clears what a crash left behind; called before each start. */
  beforeStart?(): void
  /** A process of this service that runs though no state file names it. */
  findOrphan?(): number | undefined
}

/** What is kept of a running service, so that the next start can adopt it. */
export interface ServiceState {
  pid: number
  startedAt: string
  port: number
}

export type OnProgress = (line: string) => void

export interface SupervisedService {
  /** The number of its process now; it changes when the service is restarted. */
  pid(): number
  stop(deadlineMs: number): Promise<void>
}

/** What the start of every service needs. */
export interface StartContext {
  home: Home
  onProgress: OnProgress
  signal: AbortSignal | undefined
  /** For tests: services end with the process that started them, however that ends. */
  endsWithParent: boolean
  /** Told as soon as a service runs, so that it is stopped when a later step fails. */
  onStarted(service: SupervisedService): void
}

export const stateFile = (home: Home, name: string): string => `${home.runFolder}/${name}.json`
export const logFile = (home: Home, name: string): string => `${home.logFolder}/${name}.log`
