import { fileURLToPath } from 'node:url'
import {
  MAX_PACK_BYTES,
  type PackFiles,
  packProblem,
  type PackProblem,
  packSizeBytes,
} from '../../../plugins/engine/index.ts'
import type { RunJudges } from '../../modules/analysis/ports.ts'
import type {
  CheckedPack,
  GroundedValue,
  ItemFault,
  ItemJudge,
  PackChecker,
} from '../../modules/scenarios/ports.ts'
import { AppError } from '../../platform/errors.ts'
import type { Claimant } from '../../platform/fair-gate.ts'
import { openSandboxPool } from '../sandbox/pool.ts'
import { type Sandbox, SandboxFailure } from '../sandbox/process.ts'
import type { JudgedPack, PackTask } from './messages.ts'
import { openRunJudge } from './run-judge.ts'

export interface JudgeOptions {
  /** Tasks of one tenant in parallel, plus one for other tenants; further ones wait. */
  atMost?: number
  /** How many tasks may wait; more are refused with a time to retry. */
  waitingAtMost?: number
  /** How many tasks of one tenant may wait; by default a quarter of all. */
  waitingPerTenant?: number
  /** Time limit of a task in milliseconds. */
  deadlineMs?: number
  /** Memory limit of a process in bytes. */
  memoryBytes?: number
  /** The module that a process executes; the engine by default. */
  entry?: URL
  /** Called for each checked pack with its duration and the peak memory of its process. */
  observe?: (figures: { elapsedMs: number; peakBytes: number; result: CheckedPack }) => void
}

export interface Judge extends PackChecker, ItemJudge, RunJudges {
  /** Starts a process ahead of the first task. */
  warm(): void
  /** Ends all processes and refuses waiting tasks. */
  stop(): void
}

const ownEntry = new URL('./entry.ts', import.meta.url)

/**
 * Judges what depends on untrusted scenarios in processes that can be killed: at most 2 s and 256 MB whatever a pack or
 * an item contains, without this process's environment, tenants in turn.
 */
export function openJudge({
  atMost = 2,
  waitingAtMost = 64,
  waitingPerTenant,
  deadlineMs = 1_900,
  memoryBytes = 240_000_000,
  entry = ownEntry,
  observe,
}: JudgeOptions = {}): Judge {
  const pool = openSandboxPool({
    entry: fileURLToPath(entry),
    atMost,
    waitingAtMost,
    ...(waitingPerTenant === undefined ? {} : { waitingPerTenant }),
    what: { en: 'checks of scenarios and items', ru: 'проверок сценариев и пунктов' },
    deadlineMs,
    memoryBytes,
  })

  const check = async (
    sandbox: Sandbox,
    files: PackFiles,
    isPublished: boolean,
  ): Promise<CheckedPack> => {
    try {
      const checked = (await sandbox.run({ kind: 'check', files, isPublished })) as CheckedPack
      return checked.ok ? { ...checked, pack: { ...checked.pack, files } } : checked
    } catch (error) {
      if (!(error instanceof SandboxFailure)) throw error
      return stopped(error.code, { deadlineMs, memoryBytes })
    }
  }

  /** Sends the pack to a process that does not have it yet. Rejects with SandboxFailure. */
  const performOnce = <R>(
    claimant: Claimant,
    { hash, sections }: JudgedPack,
    task: PackTask,
  ): Promise<R> =>
    pool.use(claimant, async (sandbox) => {
      const result = await sandbox.run({ ...task, hash })
      if (result !== 'pack-unknown') return result as R
      return (await sandbox.run({ ...task, hash, pack: { hash, sections } })) as R
    })

  /** A process that ends by itself may not be the task's fault: another process retries it once. */
  const perform = <R>(claimant: Claimant, pack: JudgedPack, task: PackTask): Promise<R> =>
    performOnce<R>(claimant, pack, task).catch((error: unknown) => {
      const isLost = error instanceof SandboxFailure && error.code === 'lost'
      if (!isLost) throw error
      return performOnce<R>(claimant, pack, task)
    })

  const ask = <R>(claimant: Claimant, pack: JudgedPack, task: PackTask): Promise<R> =>
    perform<R>(claimant, pack, task).catch((error: unknown) => {
      throw error instanceof SandboxFailure ? unjudged(error.code) : error
    })

  return {
    async check(claimant, files, { isPublished = false } = {}) {
      const sizeBytes = packSizeBytes(files)
      if (sizeBytes > MAX_PACK_BYTES) {
        return refused('pack-too-large', { sizeBytes, maxBytes: MAX_PACK_BYTES })
      }
      return pool.use(claimant, async (sandbox) => {
        const startedAt = performance.now()
        const result = await check(sandbox, files, isPublished)
        const elapsedMs = performance.now() - startedAt
        observe?.({ elapsedMs, peakBytes: sandbox.peakBytes, result })
        return result
      })
    },
    async judge(claimant, pack, items) {
      if (items.length === 0) return []
      return ask<ItemFault[][]>(claimant, pack, { kind: 'judge', items })
    },
    async ground(claimant, pack, items, segments, exempt) {
      if (items.length === 0) return []
      return ask<GroundedValue[]>(claimant, pack, { kind: 'ground', items, segments, exempt })
    },
    ofRun: (claimant, run) => openRunJudge(perform, claimant, run),
    warm: () => pool.warm(),
    stop: () => pool.stop(),
  }
}

const refused = (code: PackProblem['code'], params: PackProblem['params'] = {}): CheckedPack => ({
  ok: false,
  hash: null,
  problems: [packProblem('#', code, params)],
})

function stopped(
  code: SandboxFailure['code'],
  { deadlineMs, memoryBytes }: { deadlineMs: number; memoryBytes: number },
): CheckedPack {
  if (code === 'slow') return refused('check-too-slow', { seconds: deadlineMs / 1_000 })
  if (code === 'hungry') {
    return refused('check-too-hungry', { megabytes: Math.round(memoryBytes / 1e6) })
  }
  return refused('check-lost')
}

/** An item that costs too much, or ended two processes, cannot be part of a result. */
const unjudged = (code: SandboxFailure['code']): AppError =>
  code === 'lost'
    ? new AppError(
        'invalid_request',
        'Checking this against its scenario broke off twice. Change the texts, or ask the author of the scenario to simplify its schema and patterns. Nothing was changed.',
        [{ pointer: '', detail: 'cannot be checked', inRussian: 'не удаётся проверить' }],
        {},
        'Проверка по сценарию дважды оборвалась. Измените текст или попросите автора сценария упростить схему и выражения. Ничего не изменено.',
      )
    : new AppError(
        'invalid_request',
        'Checking this against its scenario takes too long. Shorten the texts, or ask the author of the scenario for simpler patterns. Nothing was changed.',
        [{ pointer: '', detail: 'takes too long to check', inRussian: 'проверять слишком долго' }],
        {},
        'Проверка по сценарию идёт слишком долго. Сократите текст или попросите автора сценария упростить выражения. Ничего не изменено.',
      )
