import { fileURLToPath } from 'node:url'
import {
  MAX_PACK_BYTES,
  type PackFiles,
  packProblem,
  packSizeBytes,
} from '../../../plugins/engine/index.ts'
import type { CheckedPack, PackChecker } from '../../modules/scenarios/ports.ts'
import { AppError } from '../../platform/errors.ts'
import { type CheckProcess, startCheckProcess } from './process.ts'

export interface PackCheckerOptions {
  /** Packs at once; further ones wait. */
  atMost?: number
  /** Packs that may wait; beyond that callers are told to come back. */
  waitingAtMost?: number
  /** How long one pack may take, in milliseconds. */
  deadlineMs?: number
  /** How much memory a process may have, in bytes. */
  memoryBytes?: number
  /** The module that a process executes; the engine unless told otherwise. */
  entry?: URL
  /** Told of each pack that was checked: how long it took, and the most memory that its process had. */
  observe?: (figures: { elapsedMs: number; peakBytes: number; result: CheckedPack }) => void
}

export interface PackCheckers extends PackChecker {
  /** Ends all processes; what still waits is refused. */
  stop(): void
}

const ownEntry = new URL('./entry.ts', import.meta.url)
/** A process that grew is replaced while nobody waits for it. */
const shareBeforeReplaced = 0.6

/**
 * Checks packs in processes of their own that can be killed: at most 2 s and 256 MB whatever a pack holds, without the
 * environment of this process. One is kept warm; one that was killed, crashed or grew is replaced.
 */
export function openPackChecker({
  atMost = 2,
  waitingAtMost = 32,
  deadlineMs = 1_900,
  memoryBytes = 240_000_000,
  entry = ownEntry,
  observe,
}: PackCheckerOptions = {}): PackCheckers {
  const path = fileURLToPath(entry)
  const idle: CheckProcess[] = []
  const busy = new Set<CheckProcess>()
  let waiting: PromiseWithResolvers<void>[] = []
  let isStopped = false

  const start = () => startCheckProcess(path, { deadlineMs, memoryBytes })

  const borrow = async (): Promise<CheckProcess> => {
    while (busy.size >= atMost) {
      if (waiting.length >= waitingAtMost) throw tooMany()
      const turn = Promise.withResolvers<void>()
      waiting.push(turn)
      await turn.promise
    }
    if (isStopped) throw stopping()
    const process = idle.findLast(({ hasEnded }) => !hasEnded) ?? start()
    idle.length = 0
    busy.add(process)
    return process
  }

  const giveBack = (process: CheckProcess): void => {
    busy.delete(process)
    const isLean = process.peakBytes < memoryBytes * shareBeforeReplaced
    const isKept = !process.hasEnded && isLean && idle.length === 0 && !isStopped
    if (isKept) idle.push(process)
    else process.end()
    if (!isStopped && idle.length === 0 && busy.size < atMost) idle.push(start())
    waiting.shift()?.resolve()
  }

  idle.push(start())
  return {
    async check(files: PackFiles) {
      const sizeBytes = packSizeBytes(files)
      if (sizeBytes > MAX_PACK_BYTES) {
        const told = { sizeBytes, maxBytes: MAX_PACK_BYTES }
        return { ok: false, hash: null, problems: [packProblem('#', 'pack-too-large', told)] }
      }
      const process = await borrow()
      const startedAt = performance.now()
      try {
        const result = await process.check(files)
        if (isStopped && process.hasEnded) throw stopping()
        const elapsedMs = performance.now() - startedAt
        observe?.({ elapsedMs, peakBytes: process.peakBytes, result })
        return result
      } finally {
        giveBack(process)
      }
    },
    stop() {
      isStopped = true
      for (const process of [...idle, ...busy]) process.end()
      for (const turn of waiting) turn.resolve()
      waiting = []
    },
  }
}

const tooMany = () =>
  new AppError('unavailable', 'Too many scenarios are being checked. Try again in some seconds.')
const stopping = () => new AppError('unavailable', 'The server is stopping. Try again soon.')
