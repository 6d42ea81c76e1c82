import { context } from '@opentelemetry/api'
import type { LoadedPack, RunOutput } from '../../../plugins/engine/index.ts'
import { EngineFailure, type EngineInput, stepAttributes } from '../../modules/analysis/ports.ts'
import { recordSpan } from '../../platform/telemetry/span.ts'
import type { FromThread, StepTimes, ToThread } from './messages.ts'

/** A thread with an engine that does one run at a time. Unusable once it has ended. */
export interface EngineThread {
  readonly hasEnded: boolean
  /** Runs a scenario within `deadlineMs`; a run that is aborted or too slow ends the thread. */
  run(input: EngineInput, deadlineMs: number): Promise<RunOutput>
  end(): void
}

interface Running {
  onProgress: EngineInput['onProgress']
  onStep(times: StepTimes): void
  done(output: RunOutput): void
  fail(error: unknown): void
}

/** Starts a thread that executes `entry` and prepares the packs. It lives until it is ended. */
export function startThread(entry: URL, packs: LoadedPack[]): EngineThread {
  const worker = new Worker(entry)
  let hasEnded = false
  let running: Running | null = null
  const send = (message: ToThread): void => worker.postMessage(message, [])
  const end = (error: unknown): void => {
    if (!hasEnded) worker.terminate()
    hasEnded = true
    running?.fail(error)
  }
  const lost = (): void =>
    end(new EngineFailure('worker_lost', 'The thread of the run ended before the run did.'))
  worker.addEventListener('message', ({ data }: MessageEvent<FromThread>) => {
    if (data.kind === 'progress') running?.onProgress?.(data.progress)
    else if (data.kind === 'step') running?.onStep(data.times)
    else if (data.kind === 'done') running?.done(data.output)
    else running?.fail(data.error)
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    lost()
  })
  worker.addEventListener('close', lost)
  send({ kind: 'warm', packs })
  return {
    get hasEnded() {
      return hasEnded
    },
    end: lost,
    async run({ pack, segments, meeting, signal, onProgress }, deadlineMs) {
      signal?.throwIfAborted()
      const abort = (): void => end(signal?.reason)
      const late = (): void =>
        end(new EngineFailure('timeout', `The run took longer than ${deadlineMs} ms.`))
      signal?.addEventListener('abort', abort, { once: true })
      const deadline = setTimeout(late, deadlineMs)
      const parent = context.active()
      const onStep = (times: StepTimes): void =>
        recordSpan('engine.step', stepAttributes(times.place), times, parent)
      try {
        return await new Promise<RunOutput>((done, fail) => {
          running = { onProgress, onStep, done, fail }
          if (hasEnded) lost()
          else send({ kind: 'run', input: { pack, segments, meeting } })
        })
      } finally {
        running = null
        clearTimeout(deadline)
        signal?.removeEventListener('abort', abort)
      }
    },
  }
}
