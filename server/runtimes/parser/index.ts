import type { ReadTranscript } from '../../../plugins/importers/types.ts'
import type {
  AnswerReader,
  ReadSpeech,
  TranscriptReader,
} from '../../modules/transcription/ports.ts'
import { type Claimant, openFairGate } from '../../platform/fair-gate.ts'
import type { InHand, ToParser } from './messages.ts'
import { answerRefusals, fileRefusals, type Refusals, tooMuchAtOnce } from './refusals.ts'
import { type Reading, watchMemory } from './memory-watch.ts'
import { type ParserThread, startParserThread } from './thread.ts'

export interface ParserOptions {
  /** Files of one tenant in parallel, plus one for other tenants; further ones wait. */
  atMost?: number
  /** How many files may wait, three quarters of them of one tenant: each keeps its bytes in memory. */
  waitingAtMost?: number
  /** Time limit of one file in milliseconds. */
  deadlineMs?: number
  /** How much this process's memory may grow while files are read, in bytes. */
  growthBytes?: number
  /** How long an idle thread is kept, in milliseconds. */
  idleMs?: number
  /** The module that a thread executes; the importers by default. */
  entry?: URL
}

export interface Parser extends TranscriptReader, AnswerReader {
  /** Ends all threads and refuses waiting files. */
  stop(): void
}

const ownEntry = new URL('./entry.ts', import.meta.url)

/**
 * Reads transcripts and answers of speech providers on threads that can be killed, so that no content can block the
 * process. Threads start with the first file and end when idle; the bytes are transferred, not copied.
 */
export function openParser({
  atMost = 2,
  waitingAtMost = 32,
  deadlineMs = 15_000,
  growthBytes = 700_000_000,
  idleMs = 30_000,
  entry = ownEntry,
}: ParserOptions = {}): Parser {
  const gate = openFairGate({
    name: 'parser',
    slots: atMost + 1,
    runningPerTenant: atMost,
    waitingAtMost,
    waitingPerTenant: Math.ceil((waitingAtMost * 3) / 4),
    what: { en: 'transcripts', ru: 'расшифровок' },
  })
  const memory = watchMemory(growthBytes)
  const idle: { thread: ParserThread; timer: ReturnType<typeof setTimeout> }[] = []
  const busy = new Set<ParserThread>()

  const take = (): ParserThread => {
    const free = idle.pop()
    clearTimeout(free?.timer)
    const thread = free && !free.thread.hasEnded ? free.thread : startParserThread(entry)
    busy.add(thread)
    return thread
  }
  const giveBack = (thread: ParserThread): void => {
    busy.delete(thread)
    if (thread.hasEnded) return
    const kept = { thread, timer: setTimeout(() => endIdle(kept), idleMs) }
    kept.timer.unref()
    idle.push(kept)
  }
  const endIdle = (kept: (typeof idle)[number]): void => {
    idle.splice(idle.indexOf(kept), 1)
    kept.thread.end(null)
  }

  const perform = <Read>(claimant: Claimant, task: ToParser, refusals: Refusals) =>
    gate.run(claimant, async () => {
      const thread = take()
      const { tenantId } = claimant
      const reading: Reading = {
        tenantId,
        end: (isSure) => thread.end(isSure ? refusals.tooHungry() : tooMuchAtOnce()),
      }
      const deadline = setTimeout(() => thread.end(refusals.tooSlow(deadlineMs)), deadlineMs)
      memory.enter(reading)
      try {
        const done = await thread.read({ ...task, blocks: task.blocks.map(ownBlock) })
        memory.clear(tenantId)
        return done as InHand<Read>
      } finally {
        clearTimeout(deadline)
        memory.leave(reading)
        giveBack(thread)
      }
    })

  return {
    async read(claimant, blocks, options) {
      const task: ToParser = { kind: 'file', blocks, ...options }
      const { bytes, read } = await perform<ReadTranscript>(claimant, task, fileRefusals)
      return { bytes, transcript: read }
    },
    async readAnswer(claimant, dialect, answer, facts) {
      const task: ToParser = { kind: 'answer', blocks: [ownBlock(answer)], dialect, facts }
      const { bytes, read } = await perform<ReadSpeech>(claimant, task, answerRefusals)
      return { bytes, speech: read }
    },
    stop() {
      gate.close()
      const stopped = new Error('The server is stopping.')
      for (const { thread, timer } of idle) {
        clearTimeout(timer)
        thread.end(stopped)
      }
      for (const thread of busy) thread.end(stopped)
    },
  }
}

/** Transferring a view would take the whole underlying buffer along. */
const ownBlock = ({ buffer, byteLength, byteOffset }: Uint8Array): Uint8Array<ArrayBuffer> =>
  buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer, byteOffset, byteLength).slice()
