import { PictureFault, type PictureMaker } from '../../modules/settings/ports.ts'
import { programPath } from '../../platform/config.ts'
import { words } from './run-program.ts'

const deadlineMs = 10_000
const processorSeconds = 8
const memoryKb = 1_048_576
const maxOutputBytes = 2 * 1024 * 1024
/** More than any logo has, and small enough for its pixels to fit in memory. */
const maxPixels = 16_777_216

/** These limits hold for the program alone; a system that lacks one runs without it. */
const bounded = `ulimit -v ${memoryKb} 2>/dev/null; ulimit -t ${processorSeconds} 2>/dev/null; exec "$@"`

/** Scales pictures down with the machine's ffmpeg; null where it is missing. */
export function openPictureMaker(): PictureMaker | null {
  if (Bun.which('ffmpeg', { PATH: programPath() }) === null) return null
  return {
    async shrink({ kind, bytes }, mostSide, signal) {
      const fit = `scale='min(${mostSide},iw)':'min(${mostSide},ih)':force_original_aspect_ratio=decrease`
      const png = await run(
        [
          'ffmpeg',
          ...words('-nostdin -hide_banner -v error -threads 1 -filter_threads 1'),
          ...words(`-max_alloc 268435456 -max_pixels ${maxPixels} -protocol_whitelist pipe`),
          ...words(`-f ${kind}_pipe -i pipe:0 -an -sn -dn -map_metadata -1`),
          '-vf',
          fit,
          ...words('-frames:v 1 -pix_fmt rgba -c:v png -f image2pipe pipe:1'),
        ],
        bytes,
        signal,
      )
      return keepPicture(png)
    },
  }
}

async function run(
  command: string[],
  input: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const stop = AbortSignal.any([AbortSignal.timeout(deadlineMs), ...(signal ? [signal] : [])])
  stop.throwIfAborted()
  const child = Bun.spawn(['sh', '-c', bounded, 'sh', ...command], {
    stdin: input,
    stdout: 'pipe',
    stderr: 'ignore',
    env: { PATH: programPath(), LC_ALL: 'C' },
  })
  const kill = () => child.kill('SIGKILL')
  stop.addEventListener('abort', kill, { once: true })
  try {
    const output = await readAtMost(child.stdout, maxOutputBytes)
    await child.exited
    signal?.throwIfAborted()
    if (child.exitCode !== 0 || output === null || output.length === 0) throw new PictureFault()
    return output
  } finally {
    stop.removeEventListener('abort', kill)
    kill()
  }
}

async function readAtMost(
  stream: ReadableStream<Uint8Array>,
  mostBytes: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > mostBytes) return null
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const kept = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])

/** Keeps the pixels of a PNG and drops its metadata: places, cameras, comments. */
function keepPicture(png: Uint8Array): Uint8Array {
  const bytes = Buffer.from(png)
  const chunks: Uint8Array[] = [bytes.subarray(0, 8)]
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (kept.has(bytes.toString('latin1', at + 4, at + 8))) chunks.push(bytes.subarray(at, end))
    at = end
  }
  return new Uint8Array(Buffer.concat(chunks))
}
