import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync, fsyncSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMeeting, openTenant, type Client } from '../../../server/http/test/meetings.ts'
import { beginUpload, partOf, sha256 } from '../../../server/http/test/uploads.ts'
import type { SignedParts } from '../../../server/modules/media/contract.ts'
import { openInstallation, stopSharedServices } from '../../test/installation.ts'
import type { BenchOptions, Say } from './index.ts'
import { spawnServer } from './spawn-server.ts'

const mib = 1024 * 1024
const defaultMegabytes = 1_200
const atOnce = 5
/** As many parts of a file as a browser sends at a time. */
const partsAtOnce = 3

/**
 * Uploads one recording through the API's `/_s3`, part by part with checksums, and compares with a copy of the same bytes
 * to the same disk; then five at once, watching the memory of the API. `megabytes` is the size of each.
 */
export async function benchMedia(
  say: Say,
  { megabytes = defaultMegabytes }: BenchOptions = {},
): Promise<Record<string, unknown>> {
  const installation = await openInstallation({ worker: false })
  const folder = mkdtempSync(join(tmpdir(), 'aam-bench-media-'))
  try {
    const client = await openTenant(installation, 'bench')
    const { databaseUrl, adminDatabaseUrl, redisUrl, s3, secrets } = installation.services.addresses
    const addresses = { databaseUrl, adminDatabaseUrl, redisUrl, s3, secrets }
    // A process of its own: what it takes is its own.
    const api = await spawnServer('list-api.ts', addresses)
    try {
      const sizeBytes = megabytes * mib
      const seconds = { copy: copyToDisk(folder, sizeBytes), upload: 0 }
      await send(client, api.port, 8 * mib)
      const startedAt = performance.now()
      await send(client, api.port, sizeBytes)
      seconds.upload = (performance.now() - startedAt) / 1_000
      const ratio = seconds.copy / seconds.upload
      const rate = (took: number) => Math.round(megabytes / took)
      say(
        `${megabytes} MB: copy ${rate(seconds.copy)} MB/s, upload ${rate(seconds.upload)} MB/s, ratio ${ratio.toFixed(2)} (promise: 0.50)`,
      )
      const memory = await watchMemory(api.pid, () =>
        Promise.all(Array.from({ length: atOnce }, () => send(client, api.port, sizeBytes))),
      )
      say(
        `${atOnce} × ${megabytes} MB at once: API ${memory.beforeMb} MB before, ${memory.highestMb} MB at most, ${memory.afterMb} MB after`,
      )
      return { megabytes, seconds, ratio, memory }
    } finally {
      api.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await installation.close()
    await stopSharedServices()
  }
}

/** The bytes of a part, the same for the copy and the upload; a file of that size is never in memory. */
const block = new Uint8Array(8 * mib)
for (let at = 0; at < block.length; at += 65_536) {
  crypto.getRandomValues(block.subarray(at, at + 65_536))
}
block.set(new TextEncoder().encode('RIFF\0\0\0\0WAVEfmt '), 0)

/** Seconds for reading a file and writing it durably beside itself, as `cp` and `sync` would. */
function copyToDisk(folder: string, sizeBytes: number): number {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')]
  const source = openSync(from, 'w')
  for (let left = sizeBytes; left > 0; left -= block.length) {
    writeSync(source, block.subarray(0, Math.min(left, block.length)))
  }
  fsyncSync(source)
  closeSync(source)
  const buffer = new Uint8Array(mib)
  const startedAt = performance.now()
  const [input, output] = [openSync(from, 'r'), openSync(to, 'w')]
  for (;;) {
    const count = readSync(input, buffer)
    if (count === 0) break
    writeSync(output, buffer.subarray(0, count))
  }
  fsyncSync(output)
  const took = (performance.now() - startedAt) / 1_000
  closeSync(input)
  closeSync(output)
  rmSync(from)
  rmSync(to)
  return took
}

/** One upload as a browser does it: hash, sign, PUT; then it is given up, so that the disk stays as it was. */
async function send(client: Client, port: number, sizeBytes: number): Promise<void> {
  const { id: meetingId } = await createMeeting(client)
  const upload = await beginUpload(client, meetingId, { length: sizeBytes } as Uint8Array)
  let next = 1
  const lane = async () => {
    while (next <= upload.parts) {
      const number = next++
      const isLast = number === upload.parts
      const rest = sizeBytes - (upload.parts - 1) * upload.partSizeBytes
      const part = partOf(isLast ? block.subarray(0, rest) : block, upload, 1)
      await sendPart(client, port, upload.id, number, part)
    }
  }
  await Promise.all(Array.from({ length: partsAtOnce }, lane))
  await client.send(`/uploads/${upload.id}`, { method: 'DELETE' })
}

async function sendPart(
  client: Client,
  port: number,
  id: string,
  number: number,
  part: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const response = await client.post(`/uploads/${id}/parts`, {
    numbers: [number],
    checksums: [sha256(part)],
  })
  const { data } = (await response.json()) as SignedParts
  for (const { url, headers } of data) {
    const { host, pathname, search } = new URL(url)
    const sent = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      method: 'PUT',
      body: part,
      headers: { ...headers, host },
    })
    if (sent.status !== 200) throw new Error(`Part ${number} was answered with ${sent.status}.`)
  }
}

async function watchMemory(pid: number, work: () => Promise<unknown>) {
  const beforeMb = await residentMb(pid)
  let highestMb = beforeMb
  const stop = new AbortController()
  const watch = async () => {
    while (!stop.signal.aborted) {
      highestMb = Math.max(highestMb, await residentMb(pid))
      await Bun.sleep(50)
    }
  }
  const watching = watch()
  try {
    await work()
  } finally {
    stop.abort()
    await watching
  }
  return { beforeMb, highestMb, afterMb: await residentMb(pid) }
}

async function residentMb(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text()
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}
