import { readSpeechAnswer } from '../../adapters/speech/read-answer.ts'
import { ImportError, readTranscriptFile } from '../../../plugins/importers/index.ts'
import type { ReadTranscript } from '../../../plugins/importers/types.ts'
import { type ReadSpeech, SpeechError } from '../../modules/transcription/ports.ts'
import { shapeAnswer } from '../../modules/transcription/speech/shape-answer.ts'
import { joinBlocks } from '../../platform/blocks.ts'
import type { FromParser, ToParser } from './messages.ts'

declare const self: Worker
const answer = (message: FromParser, transfer: Transferable[] = []): void =>
  self.postMessage(message, transfer)

self.addEventListener('message', ({ data }: MessageEvent<ToParser>) => {
  const bytes = joinBlocks(data.blocks)
  try {
    answer({ kind: 'read', bytes, read: read(data, bytes) }, [bytes.buffer])
  } catch (error) {
    answer(nameFault(error))
  }
})

const read = (task: ToParser, bytes: Uint8Array): ReadTranscript | ReadSpeech =>
  task.kind === 'answer'
    ? shapeAnswer(readSpeechAnswer(task.dialect, bytes), task.facts)
    : readTranscriptFile(bytes, task)

function nameFault(error: unknown): FromParser {
  if (error instanceof ImportError) {
    const { code, reason, detail, pointer, expected } = error
    return { kind: 'refused', fault: { code, reason, detail, pointer, expected } }
  }
  if (error instanceof SpeechError) {
    const { code, retryable, message } = error
    return { kind: 'unreadable', fault: { code, retryable, message } }
  }
  return { kind: 'broken', message: error instanceof Error ? error.message : 'unknown' }
}
