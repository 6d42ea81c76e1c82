import { runScenario, validateItem } from '../../../plugins/engine/index.ts'
import { extractiveProvider } from '../extractive/index.ts'
import type { FromThread, ToThread } from './messages.ts'

declare const self: Worker

const provider = extractiveProvider()
const answer = (message: FromThread): void => self.postMessage(message, [])

self.addEventListener('message', async ({ data }: MessageEvent<ToThread>) => {
  if (data.kind === 'warm') {
    // The first judgement of an item compiles a pack's schemas; they are kept by its hash.
    for (const pack of data.packs) validateItem(pack, pack.sections[0]?.name ?? '', {})
    return
  }
  try {
    const onProgress = (progress: Extract<FromThread, { kind: 'progress' }>['progress']) =>
      answer({ kind: 'progress', progress })
    answer({ kind: 'done', output: await runScenario({ ...data.input, provider, onProgress }) })
  } catch (error) {
    answer({ kind: 'failed', error })
  }
})
