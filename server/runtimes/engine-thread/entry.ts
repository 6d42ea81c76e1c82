import { type AroundStep, runScenario, validateItem } from '../../../plugins/engine/index.ts'
import { extractiveProvider } from '../../../plugins/extractive/index.ts'
import type { FromThread, ToThread } from './messages.ts'

declare const self: Worker

const provider = extractiveProvider()
const answer = (message: FromThread): void => self.postMessage(message, [])

const now = (): number => performance.timeOrigin + performance.now()

const around: AroundStep = async (place, work) => {
  const startedAtMs = now()
  let isFailed = true
  try {
    const done = await work()
    isFailed = false
    return done
  } finally {
    answer({ kind: 'step', times: { place, startedAtMs, endedAtMs: now(), isFailed } })
  }
}

self.addEventListener('message', async ({ data }: MessageEvent<ToThread>) => {
  if (data.kind === 'warm') {
    // Compiles the pack's schemas ahead of the first run; they are cached by its hash.
    for (const pack of data.packs) validateItem(pack, pack.sections[0]?.name ?? '', {})
    return
  }
  try {
    const onProgress = (progress: Extract<FromThread, { kind: 'progress' }>['progress']) =>
      answer({ kind: 'progress', progress })
    const output = await runScenario({ ...data.input, provider, onProgress, around })
    answer({ kind: 'done', output })
  } catch (error) {
    answer({ kind: 'failed', error })
  }
})
