import type { SignedParts } from '../../../server/modules/media/contract.ts'
import { ownProblem, RequestFailed } from '../problem.ts'
import { bytesOf, type Part } from './plan-parts.ts'
import { PutFailed, type PutRequest } from './put-part.ts'
import { isOfChangedFile, retrying } from './retry.ts'
import type { Slots } from './slots.ts'

type SignedPart = SignedParts['data'][number]
type ReadyPart = SignedPart & { part: Part; checksum: string }

export interface SendDeps {
  slots: Slots
  sign: (numbers: number[], checksums: string[]) => Promise<SignedPart[]>
  put: (request: PutRequest) => Promise<void>
  hash: (bytes: Blob) => Promise<string>
}

export interface SendInput {
  file: Blob
  parts: readonly Part[]
  signal: AbortSignal
  /** Bytes of these parts that are there or on their way. */
  onSent: (bytes: number) => void
  onWait: () => void
  onHashed: (number: number, checksum: string) => Promise<void>
}

/** Parts are signed in batches ahead of time, so that no part waits for its signature. */
const batchSize = 4

const sliceOf = (file: Blob, { startByte, endByte }: Part): Blob => file.slice(startByte, endByte)

async function hashSlice({ hash }: SendDeps, file: Blob, part: Part): Promise<string> {
  try {
    return await hash(sliceOf(file, part))
  } catch {
    // Moved, changed or on a drive that is gone: the browser then refuses to read on.
    throw new RequestFailed(ownProblem('file_unreadable'))
  }
}

async function signBatch(
  deps: SendDeps,
  input: SendInput,
  batch: { part: Part; checksum: string }[],
): Promise<ReadyPart[]> {
  const numbers = batch.map(({ part }) => part.number)
  const checksums = batch.map(({ checksum }) => checksum)
  const signed = await retrying(input, () => deps.sign(numbers, checksums))
  return batch.map((wanted) => {
    const found = signed.find(({ number }) => number === wanted.part.number)
    if (!found) throw new RequestFailed(ownProblem('upload_refused'))
    return { ...found, ...wanted }
  })
}

/** Hands out parts that are hashed and signed, one batch ahead of those that ask. */
function createSource(deps: SendDeps, input: SendInput): () => Promise<ReadyPart | undefined> {
  const left = [...input.parts]
  const ready: ReadyPart[] = []
  let underWay: Promise<void> | undefined
  let failure: { error: unknown } | undefined

  const prepare = async (): Promise<void> => {
    const batch: { part: Part; checksum: string }[] = []
    for (const part of left.splice(0, batchSize)) {
      input.signal.throwIfAborted()
      const checksum = await hashSlice(deps, input.file, part)
      await input.onHashed(part.number, checksum)
      batch.push({ part, checksum })
    }
    ready.push(...(await signBatch(deps, input, batch)))
  }
  /** Never rejects: whoever asks next meets the failure, even when nobody waited for this batch. */
  const prepareOnce = async (): Promise<void> => {
    try {
      await prepare()
    } catch (error) {
      failure = { error }
    } finally {
      underWay = undefined
    }
  }
  const begin = (): Promise<void> | undefined => {
    if (left.length > 0) underWay ??= prepareOnce()
    return underWay
  }
  const next = async (): Promise<ReadyPart | undefined> => {
    if (failure) throw failure.error
    const part = ready.shift()
    if (part) {
      if (ready.length < batchSize) void begin()
      return part
    }
    const batch = begin()
    if (!batch) return undefined
    await batch
    return next()
  }
  return next
}

const statusesWithOwnWords: Record<number, string> = {
  403: 'upload_refused',
  404: 'upload_gone',
  507: 'unavailable',
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof PutFailed)) return error
  const code = isOfChangedFile(error) ? 'file_changed' : statusesWithOwnWords[error.status]
  return new RequestFailed(ownProblem(code ?? 'unavailable'))
}

/** After so many failures without a byte sent, while our own server answers, the connection is not the cause. */
const maxBlocked = 5

async function sendPart(
  deps: SendDeps,
  input: SendInput,
  first: ReadyPart,
  onSent: (bytes: number) => void,
  hasSent: () => boolean,
): Promise<void> {
  let ready = first
  let isFresh = false
  let blocked = 0
  const onWait = (): void => {
    onSent(0)
    // A wait may outlast the signature.
    isFresh = false
    input.onWait()
  }
  const renew = async (): Promise<void> => {
    const [renewed] = await signBatch(deps, input, [ready])
    if (renewed) ready = renewed
  }
  const isServerThere = (): Promise<boolean> =>
    deps.sign([ready.number], [ready.checksum]).then(
      () => true,
      () => false,
    )
  /** Browsers do not tell a page whether a preflight was refused or the connection lost. */
  const examine = async (error: unknown): Promise<void> => {
    const isSilent = error instanceof PutFailed && error.status === 0 && !hasSent()
    blocked = isSilent && (await isServerThere()) ? blocked + 1 : 0
    if (blocked < maxBlocked) return
    await hashSlice(deps, input.file, ready.part)
    throw new RequestFailed(ownProblem('storage_blocked'))
  }
  const put = (): Promise<void> =>
    retrying({ signal: input.signal, onWait, examine }, () =>
      deps.put({ ...ready, bytes: sliceOf(input.file, ready.part), onSent, signal: input.signal }),
    )
  for (;;) {
    try {
      return await put()
    } catch (error) {
      onSent(0)
      const hasExpired = error instanceof PutFailed && error.status === 403 && !isFresh
      if (!hasExpired) throw failureOf(error)
      await renew()
      isFresh = true
    }
  }
}

/**
 * Sends the parts side by side. Throws the signal's reason when it aborts, and RequestFailed when a
 * person must do something.
 */
export async function sendParts(deps: SendDeps, given: SendInput): Promise<void> {
  const stop = new AbortController()
  const input: SendInput = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) }
  const sent = new Map<number, number>()
  let hasSent = false
  const note = (part: Part) => (bytes: number) => {
    if (bytes > 0) hasSent = true
    sent.set(part.number, Math.min(bytes, bytesOf(part)))
    input.onSent(sent.values().reduce((sum, one) => sum + one, 0))
  }
  const next = createSource(deps, input)
  const sendNext = async (): Promise<boolean> => {
    const ready = await next()
    if (!ready) return false
    await sendPart(deps, input, ready, note(ready.part), () => hasSent)
    note(ready.part)(bytesOf(ready.part))
    return true
  }
  const lane = async (): Promise<void> => {
    try {
      while (await deps.slots.run(input.signal, sendNext));
    } catch (error) {
      stop.abort(error)
      throw error
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: batchSize }, lane))
  given.signal.throwIfAborted()
  if (stop.signal.aborted) throw stop.signal.reason
  for (const result of lanes) if (result.status === 'rejected') throw result.reason
}
