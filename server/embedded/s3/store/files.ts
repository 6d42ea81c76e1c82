import { randomUUID } from 'node:crypto'
import { closeSync, linkSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Piece } from './catalog.ts'
import type { Body } from '../protocol/reply.ts'
import { S3Error } from '../protocol/s3-error.ts'

const readBytes = 256 * 1024
const writeBytes = 1024 * 1024
const turnBytes = 1024 * 1024

/**
 * The bytes of objects, in files with generated names, so that a key can never lead outside. A file is written under
 * `incoming`, synced, and moved into place.
 */
export class Files {
  readonly #incoming: string
  readonly #stored: string
  readonly #readers = new Map<string, number>()
  readonly #doomed = new Set<string>()
  // Written by this process while the sweep runs: the catalog may not know them yet.
  #made: Set<string> | undefined = new Set()

  constructor(root: string) {
    this.#incoming = join(root, 'incoming')
    this.#stored = join(root, 'stored')
    rmSync(this.#incoming, { recursive: true, force: true })
    mkdirSync(this.#incoming, { recursive: true, mode: 0o700 })
    for (let folder = 0; folder < 256; folder++) {
      mkdirSync(join(this.#stored, folder.toString(16).padStart(2, '0')), {
        recursive: true,
        mode: 0o700,
      })
    }
  }

  /** Stores what the chunks yield; a failure leaves nothing behind. */
  async write(chunks: AsyncIterable<Uint8Array>): Promise<Piece> {
    const file = this.#newName()
    const temporary = join(this.#incoming, file)
    try {
      const sizeBytes = await writeDurably(temporary, chunks)
      await rename(temporary, this.#path(file))
      await syncFolder(dirname(this.#path(file)))
      return { file, sizeBytes }
    } catch (error) {
      await rm(temporary, { force: true })
      throw explainDiskError(error)
    }
  }

  /** Creates an empty file that another process fills; it must be adopted or dropped. */
  async reserve(): Promise<{ file: string; path: string }> {
    const file = this.#newName()
    const path = join(this.#incoming, file)
    try {
      await (await open(path, 'wx', 0o600)).close()
    } catch (error) {
      throw explainDiskError(error)
    }
    return { file, path }
  }

  /**
   * Stores a reserved file in place while `check` reads it; each chunk is valid until the next one is requested. A
   * failure keeps nothing. `durable` resolves when the file is on the disk, and rejects when it did not get there.
   */
  async adopt(
    file: string,
    check: (pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
  ): Promise<{ piece: Piece; durable: Promise<void> }> {
    const path = this.#path(file)
    await rename(join(this.#incoming, file), path)
    // Moved first, because syncing the file then covers nearly all of syncing its folder.
    const durable = syncFile(path).then(() => syncFolder(dirname(path)))
    // Awaited later: until then a rejection must not count as unhandled.
    durable.catch(() => undefined)
    try {
      const sizeBytes = await countBytes(check(readOnce(path)))
      return { piece: { file, sizeBytes }, durable }
    } catch (error) {
      await durable.catch(() => undefined)
      await rm(path, { force: true })
      throw explainDiskError(error)
    }
  }

  /** Deletes a reserved file that was not adopted. */
  drop(file: string): void {
    rmSync(join(this.#incoming, file), { force: true })
  }

  /** Links the same bytes under another name. */
  share(piece: Piece): Piece {
    const file = this.#newName()
    linkSync(this.#path(piece.file), this.#path(file))
    return { file, sizeBytes: piece.sizeBytes }
  }

  /** Deletes files; those being read, once their last reader is done. */
  remove(pieces: { file: string }[]): void {
    for (const { file } of pieces) {
      if (this.#readers.has(file)) this.#doomed.add(file)
      else rmSync(this.#path(file), { force: true })
    }
  }

  /** The bytes from `start` to `end` (exclusive) of the pieces, kept until `release`. */
  read(pieces: Piece[], start: number, end: number): Body {
    return { chunks: this.#chunks(pieces, start, end), release: this.#hold(pieces) }
  }

  /** Deletes leftovers of a crash: files of an earlier process that nothing refers to. */
  async sweep(isKnown: (file: string) => boolean, signal: AbortSignal): Promise<number> {
    let removed = 0
    for (const folder of readdirSync(this.#stored)) {
      await Bun.sleep(0)
      if (signal.aborted) break
      for (const file of readdirSync(join(this.#stored, folder))) {
        if (this.#made?.has(file) === true || isKnown(file)) continue
        rmSync(join(this.#stored, folder, file), { force: true })
        removed++
      }
    }
    this.#made = undefined
    return removed
  }

  #newName(): string {
    const file = randomUUID()
    this.#made?.add(file)
    return file
  }

  #path(file: string): string {
    return join(this.#stored, file.slice(0, 2), file)
  }

  async *#chunks(pieces: Piece[], start: number, end: number): AsyncGenerator<Uint8Array> {
    let pieceStart = 0
    for (const { file, sizeBytes } of pieces) {
      const from = Math.max(0, start - pieceStart)
      const to = Math.min(sizeBytes, end - pieceStart)
      if (from < to) yield* readRange(this.#path(file), from, to)
      pieceStart += sizeBytes
    }
  }

  #hold(pieces: Piece[]): () => void {
    for (const { file } of pieces) this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1)
    let held = true
    return () => {
      if (!held) return
      held = false
      for (const { file } of pieces) this.#letGo(file)
    }
  }

  #letGo(file: string): void {
    const left = (this.#readers.get(file) ?? 1) - 1
    if (left > 0) {
      this.#readers.set(file, left)
      return
    }
    this.#readers.delete(file)
    if (this.#doomed.delete(file)) rmSync(this.#path(file), { force: true })
  }
}

async function* readRange(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    let position = from
    while (position < to) {
      const buffer = new Uint8Array(Math.min(readBytes, to - position))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) throw new Error('A stored file is shorter than its object.')
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/**
 * Reads a file that was just written and is still in the system's cache: on a busy machine waiting for a thread takes
 * longer than the reading, and new memory for each chunk costs more.
 */
async function* readOnce(path: string): AsyncGenerator<Uint8Array> {
  const descriptor = openSync(path, 'r')
  try {
    const buffer = new Uint8Array(readBytes)
    for (let position = 0; ;) {
      const count = readSync(descriptor, buffer, 0, buffer.length, position)
      if (count === 0) return
      yield buffer.subarray(0, count)
      position += count
      if (position % turnBytes === 0) await othersTurn()
    }
  } finally {
    closeSync(descriptor)
  }
}

const othersTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

async function countBytes(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let sizeBytes = 0
  for await (const { length } of chunks) sizeBytes += length
  return sizeBytes
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes large blocks, one while the next arrives. */
async function writeDurably(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(path, 'wx', 0o600)
  let underWay: Promise<void> = Promise.resolve()
  try {
    let sizeBytes = 0
    let batch: Uint8Array[] = []
    let batchBytes = 0
    const flush = async () => {
      await underWay
      underWay = writeAll(handle, batch)
      // Awaited later: until then a rejection must not count as unhandled.
      underWay.catch(() => undefined)
      batch = []
      batchBytes = 0
    }
    for await (const chunk of chunks) {
      batch.push(chunk)
      batchBytes += chunk.length
      sizeBytes += chunk.length
      if (batchBytes >= writeBytes) await flush()
    }
    await flush()
    await underWay
    await handle.sync()
    return sizeBytes
  } finally {
    await underWay.catch(() => undefined)
    await handle.close()
  }
}

async function writeAll(handle: FileHandle, batch: Uint8Array[]): Promise<void> {
  let left = batch
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left)
    left = withoutFirst(left, bytesWritten)
  }
}

function withoutFirst(batch: Uint8Array[], count: number): Uint8Array[] {
  let [index, rest] = [0, count]
  while (index < batch.length && rest >= (batch[index]?.length ?? 0)) {
    rest -= batch[index]?.length ?? 0
    index++
  }
  const [first, ...others] = batch.slice(index)
  return first === undefined ? [] : [first.subarray(rest), ...others]
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function explainDiskError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new S3Error('StorageFull', 'The disk is full; nothing was stored.')
    : error
}
