import { closeSync, fsyncSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorage } from '../../../server/adapters/s3/index.ts'
import { createMeeting, openTenant, type Client } from '../../../server/http/test/meetings.ts'
import { beginUpload, checksumOf } from '../../../server/http/test/uploads.ts'
import type { SignedParts, UploadView } from '../../../server/modules/media/contract.ts'
import { openInstallation, stopSharedServices } from '../../test/installation.ts'
import type { BenchOptions, Say } from './bench-options.ts'
import { median } from './median.ts'
import { spawnServer } from './spawn-server.ts'
import { watchMemory } from './watch-memory.ts'

const mib = 1024 * 1024
const defaultMegabytes = 1_200
const atOnce = 5
/** Number of parts that a browser sends at a time. */
const partsAtOnce = 3
/** Number of parts for which a browser requests signatures at once. */
const signedAtOnce = 4

/** Rounds of a copy and an upload, alternating, so that both run under the same conditions. */
const rounds = 5

/**
 * Uploads a recording through the API's `/_s3` and compares it with a copy of the same files to the same disk,
 * alternating; then runs five uploads at once and watches the memory of the API. `megabytes` is the size of each.
 *
 * An upload is timed from the request for it until its completion is answered, with every byte synced: signing, PUT,
 * the storage's check of each part, joining. A browser hashes on its own processor, so the checksums are computed
 * beforehand. Sending the files from the system's cache, as the copy reads them, uses the processors that the API and
 * the storage run on. A copy is timed from reading the files to writing and syncing the copy. Before each of the two,
 * a copy is made and removed, so that both write into memory that the system already has: a virtual machine that
 * returns free memory to its host pays several times as much for new pages. The first round does not count, because a
 * virtual disk can be faster where it was written before. Seven times `megabytes` must be free.
 */
export async function benchMedia(
  say: Say,
  { megabytes = defaultMegabytes, single = false }: BenchOptions = {},
): Promise<Record<string, unknown>> {
  const installation = await openInstallation({ worker: false })
  const folder = mkdtempSync(join(tmpdir(), 'aam-bench-media-'))
  try {
    const client = await openTenant(installation, 'bench')
    const { databaseUrl, adminDatabaseUrl, redisUrl, s3, secrets } = installation.services.addresses
    const addresses = { databaseUrl, adminDatabaseUrl, redisUrl, s3, secrets }
    const storage = createStorage(s3)
    // A separate process, so that its memory can be measured alone.
    const api = await spawnServer('list-api.ts', addresses)
    try {
      const recording = makeRecording(folder, megabytes * mib)
      const upload = () => send(client, api.port, recording)
      const copyAway = () => {
        const seconds = copyToDisk(recording, join(folder, 'copy'))
        rmSync(join(folder, 'copy'))
        return seconds
      }
      const taken: { copy: number; upload: number; ratio: number }[] = []
      for (let round = 0; round <= rounds; round++) {
        copyAway()
        const copy = copyAway()
        copyAway()
        const seconds = { copy, upload: await upload() }
        await storage.deletePrefix('tenants/')
        if (round === 0) continue
        const ratio = seconds.copy / seconds.upload
        taken.push({ ...seconds, ratio })
        const rate = (took: number) => Math.round(megabytes / took)
        say(
          `${megabytes} MB: copy ${rate(seconds.copy)} MB/s, upload ${rate(seconds.upload)} MB/s, ratio ${ratio.toFixed(3)}`,
        )
      }
      const ratio = median(taken.map((round) => round.ratio))
      say(
        `median ratio ${ratio.toFixed(3)} (promise: 0.500), ${cpus().length} processors, load ${loadavg()[0]?.toFixed(2)}`,
      )
      if (single) return { megabytes, rounds: taken, ratio }
      const { api: memory } = await watchMemory({ api: api.pid }, () =>
        Promise.all(Array.from({ length: atOnce }, upload)),
      )
      say(
        `${atOnce} × ${megabytes} MB at once: API ${memory.beforeMb} MB before, ${memory.highestMb} MB at most, ${memory.afterMb} MB after`,
      )
      return { megabytes, rounds: taken, ratio, memory }
    } finally {
      api.stop()
      storage.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await installation.close()
    await stopSharedServices()
  }
}

/** Stored as one file per part: Bun sends a whole file without reading it. */
interface Recording {
  parts: { path: string; checksum: string }[]
  sizeBytes: number
}

const block = new Uint8Array(8 * mib)
for (let at = 0; at < block.length; at += 65_536) {
  crypto.getRandomValues(block.subarray(at, at + 65_536))
}
block.set(new TextEncoder().encode('RIFF\0\0\0\0WAVEfmt '), 0)

function makeRecording(folder: string, sizeBytes: number): Recording {
  const parts: Recording['parts'] = []
  for (let left = sizeBytes; left > 0; left -= block.length) {
    const bytes = block.subarray(0, Math.min(left, block.length))
    const path = join(folder, `part-${parts.length + 1}`)
    const file = openSync(path, 'w')
    writeSync(file, bytes)
    fsyncSync(file)
    closeSync(file)
    parts.push({ path, checksum: checksumOf(bytes) })
  }
  return { parts, sizeBytes }
}

/** Seconds for reading the recording and writing a durable copy beside it, as `cat` and `sync` would. */
function copyToDisk({ parts }: Recording, to: string): number {
  const buffer = new Uint8Array(mib)
  const startedAt = performance.now()
  const output = openSync(to, 'w')
  for (const { path } of parts) {
    const input = openSync(path, 'r')
    for (;;) {
      const count = readSync(input, buffer)
      if (count === 0) break
      writeSync(output, buffer.subarray(0, count))
    }
    closeSync(input)
  }
  fsyncSync(output)
  const took = (performance.now() - startedAt) / 1_000
  closeSync(output)
  return took
}

/** One upload as a browser does it: sign and PUT each part, then complete. Returns its seconds. */
async function send(client: Client, port: number, recording: Recording): Promise<number> {
  const { id: meetingId } = await createMeeting(client)
  const startedAt = performance.now()
  const upload = await beginUpload(client, meetingId, { length: recording.sizeBytes } as Uint8Array)
  const parts: { number: number; etag: string }[] = []
  const source = signedParts(client, upload, recording)
  const lane = async () => {
    for await (const { number, url, headers, bytes } of source) {
      const { host, pathname, search } = new URL(url)
      const sent = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
        method: 'PUT',
        body: bytes,
        headers: { ...headers, host },
      })
      if (sent.status !== 200) throw new Error(`Part ${number} was answered with ${sent.status}.`)
      parts.push({ number, etag: sent.headers.get('etag') ?? '' })
    }
  }
  await Promise.all(Array.from({ length: partsAtOnce }, lane))
  const response = await client.post(`/uploads/${upload.id}/complete`, { parts })
  if (!response.ok) throw new Error(`It was not completed: ${await response.text()}`)
  return (performance.now() - startedAt) / 1_000
}

/** Signs parts four at a time, one batch ahead of those being sent. */
async function* signedParts(client: Client, { id }: UploadView, { parts }: Recording) {
  const prepare = async (first: number) => {
    const batch = parts.slice(first, first + signedAtOnce)
    const response = await client.post(`/uploads/${id}/parts`, {
      numbers: batch.map((_, index) => first + index + 1),
      checksums: batch.map((part) => part.checksum),
    })
    const { data } = (await response.json()) as SignedParts
    return data.map((signed, index) => ({ ...signed, bytes: Bun.file(batch[index]?.path ?? '') }))
  }
  let coming = prepare(0)
  for (let first = 0; first < parts.length; first += signedAtOnce) {
    const batch = await coming
    if (first + signedAtOnce < parts.length) coming = prepare(first + signedAtOnce)
    yield* batch
  }
}
