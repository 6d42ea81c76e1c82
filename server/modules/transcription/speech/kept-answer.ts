import type { Log } from '../../../platform/log.ts'
import { meetingPrefix } from '../../../platform/object-keys.ts'
import type { TranscribeDeps } from '../deps.ts'
import { type Claimant } from '../../../platform/fair-gate.ts'
import {
  type AnswerFacts,
  type ReadSpeech,
  SpeechError,
  type SpeechProvider,
  type SpeechRequest,
} from '../ports.ts'

/**
 * Where the answer to a question is kept: the same recording, asked of the same provider in the same language with the
 * same terms that somebody named. Who asks
 * again finds it there, whatever became of the attempt that paid for it.
 */
export function answerKey(
  tenantId: string,
  source: { meetingId: string; mediaId: string },
  provider: SpeechProvider,
  { language, terms = [] }: Pick<SpeechRequest, 'language'> & { terms?: string[] },
): string {
  const question = new Bun.CryptoHasher('sha256').update(
    [provider.name, language, ...terms].join('\n'),
  )
  const name = question.digest('hex').slice(0, 16)
  return `${meetingPrefix(tenantId, source.meetingId)}speech/${source.mediaId}/${name}.json`
}

type Files = Pick<TranscribeDeps, 'files'>

/**
 * Reads an answer that an earlier attempt paid for. Null where there is none, where what is there came from something
 * between us and the provider, or where its failure was already reported. Throws `no_speech` and `answer_unreadable`.
 */
export async function readKept(
  deps: Files & Pick<TranscribeDeps, 'reader'>,
  claimant: Claimant,
  { dialect }: SpeechProvider,
  key: string,
  facts: AnswerFacts,
): Promise<ReadSpeech | null> {
  const kept = await findKept(deps, key)
  // A newer version may be able to read it.
  const reported = kept === null ? await findKept(deps, reportedKey(key)) : null
  const answer = kept ?? reported
  if (answer === null) return null
  try {
    const { bytes, speech } = await deps.reader.readAnswer(claimant, dialect, answer, facts)
    if (kept === null) await putAnswer(deps, key, bytes)
    return speech
  } catch (error) {
    if (!(error instanceof SpeechError)) throw error
    if (error.code === 'no_speech') throw error
    if (error.code === 'answer_unreadable' && reported === null) throw error
    return null
  }
}

/**
 * Sets an unreadable answer aside once people know of it: who tries again after that asks the provider anew. Until then
 * it counts, so that no attempt pays again by itself.
 */
export async function setReportedAside({ files }: Files, key: string): Promise<void> {
  const answer = await findKept({ files }, key)
  if (answer === null) return
  await putAnswer({ files }, reportedKey(key), answer)
  await files.deletePrefix(key)
}

const maxTries = 4
const firstPauseMs = 250

/**
 * Keeps an answer that was paid for. Storage that stays away does not take it from the attempt that holds it: then it is
 * only logged.
 */
export async function keepAnswer(
  deps: Files & { log: Log },
  key: string,
  answer: Uint8Array,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await putAnswer(deps, key, answer)
    } catch (err) {
      if (tries === maxTries) {
        return deps.log.error(
          { err, key },
          'A paid answer was not kept; this attempt still uses it',
        )
      }
      await Bun.sleep(firstPauseMs * 2 ** (tries - 1))
    }
  }
}

const reportedKey = (key: string): string => key.replace(/\.json$/, '.unreadable')

const putAnswer = async ({ files }: Files, key: string, answer: Uint8Array): Promise<void> => {
  await files.put(key, answer, { contentType: 'application/json' })
}

/** The stored bytes; null if there are none. */
export async function findKept({ files }: Files, key: string): Promise<Uint8Array | null> {
  try {
    return await files.get(key)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'StorageError' &&
  (error as { code?: unknown }).code === 'not_found'
