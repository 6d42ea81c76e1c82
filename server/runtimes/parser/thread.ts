import { ImportError } from '../../../plugins/importers/index.ts'
import type { ReadTranscript } from '../../../plugins/importers/types.ts'
import { type ReadSpeech, SpeechError } from '../../modules/transcription/ports.ts'
import type { FromParser, InHand, ToParser } from './messages.ts'

type Read = ReadTranscript | ReadSpeech

/** A thread that reads one thing at a time. Unusable once it has ended. */
export interface ParserThread {
  readonly hasEnded: boolean
  /**
   * Rejects with ImportError for a file that is not a transcript, SpeechError for text that is not an answer, and with
   * the reason when the thread was ended.
   */
  read(task: ToParser): Promise<InHand<Read>>
  end(reason: unknown): void
}

/** Starts a thread that executes `entry`. It lives until it is ended, and does not keep the process alive. */
export function startParserThread(entry: URL): ParserThread {
  const worker = new Worker(entry, { smol: true, ref: false })
  const hold = worker as unknown as Pick<Bun.Worker, 'ref' | 'unref'>
  let hasEnded = false
  let running: PromiseWithResolvers<InHand<Read>> | null = null
  const end = (reason: unknown): void => {
    if (!hasEnded) worker.terminate()
    hasEnded = true
    running?.reject(reason)
  }
  const lost = (): void => end(new Error('The thread that read a transcript ended by itself.'))
  worker.addEventListener('message', ({ data }: MessageEvent<FromParser>) => {
    if (data.kind === 'read') running?.resolve(data)
    else if (data.kind === 'refused') running?.reject(importError(data.fault))
    else if (data.kind === 'unreadable') running?.reject(speechError(data.fault))
    else running?.reject(new Error(`Reading a transcript failed: ${data.message}`))
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    lost()
  })
  worker.addEventListener('close', lost)
  return {
    get hasEnded() {
      return hasEnded
    },
    end,
    async read(task) {
      running = Promise.withResolvers<InHand<Read>>()
      hold.ref()
      try {
        if (hasEnded) lost()
        else {
          worker.postMessage(
            task,
            task.blocks.map(({ buffer }) => buffer),
          )
        }
        return await running.promise
      } finally {
        running = null
        hold.unref()
      }
    },
  }
}

const speechError = ({
  code,
  retryable,
  message,
}: Extract<FromParser, { kind: 'unreadable' }>['fault']): SpeechError =>
  new SpeechError(code, retryable, message)

const importError = ({
  code,
  reason,
  detail,
  pointer,
  expected,
}: Extract<FromParser, { kind: 'refused' }>['fault']): ImportError =>
  new ImportError(code, reason, detail, { expected, ...(pointer === null ? {} : { pointer }) })
