import { ImportError, readTranscriptFile } from '../../modules/transcription/import/index.ts'
import { joinBlocks } from '../../platform/blocks.ts'
import type { FromParser, ToParser } from './messages.ts'

declare const self: Worker

const answer = (message: FromParser, transfer: Transferable[] = []): void =>
  self.postMessage(message, transfer)

self.addEventListener('message', ({ data }: MessageEvent<ToParser>) => {
  const { blocks, ...options } = data
  const bytes = joinBlocks(blocks)
  try {
    const transcript = readTranscriptFile(bytes, options)
    answer({ kind: 'read', bytes, transcript }, [bytes.buffer])
  } catch (error) {
    if (!(error instanceof ImportError)) {
      answer({ kind: 'broken', message: error instanceof Error ? error.message : 'unknown' })
      return
    }
    const { code, reason, detail, pointer, expected } = error
    answer({ kind: 'refused', fault: { code, reason, detail, pointer, expected } })
  }
})
