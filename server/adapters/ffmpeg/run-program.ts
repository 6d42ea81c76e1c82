import { programPath } from '../../platform/config.ts'
import { MediaFault, type Reading } from '../../modules/media/ports.ts'

interface Run {
  program: 'ffmpeg' | 'ffprobe'
  arguments: string[]
  deadlineMs: number
  signal: AbortSignal
  /** Reads the output while the program runs. */
  read(output: ReadableStream<Uint8Array>): Promise<void>
}

const maxComplaintBytes = 16 * 1024

/**
 * Restricts ffmpeg to the demuxers and the protocol that we need: no playlist or file list can make it open another
 * address. https://ffmpeg.org/ffmpeg-formats.html#Format-Options
 */
export const guarded = (url: string, { isLengthWrong = false }: Reading = {}): string[] => [
  // https://ffmpeg.org/ffmpeg-formats.html#wav: reads the sound to the end of the file.
  ...(isLengthWrong ? ['-f', 'wav', '-ignore_length', '1'] : []),
  '-protocol_whitelist',
  url.startsWith('https:') ? 'https,tls,tcp' : 'http,tcp',
  '-format_whitelist',
  demuxers.join(','),
  '-rw_timeout',
  '30000000',
  '-i',
  url,
]

/** Splits options written as on a command line. */
export const words = (options: string): string[] => options.split(' ')

const demuxers = [
  'aac',
  'ac3',
  'aiff',
  'amr',
  'asf',
  'au',
  'avi',
  'caf',
  'eac3',
  'flac',
  'flv',
  'matroska,webm',
  'mov,mp4,m4a,3gp,3g2,mj2',
  'mp3',
  'mpeg',
  'mpegts',
  'mxf',
  'ogg',
  'w64',
  'wav',
  'wv',
]

/** Errors that are about the connection to the storage, not about the file. */
const outage =
  /HTTP error|Server returned|Connection (?:refused|reset|timed out)|timed out|Stream ends prematurely|Failed to resolve|Network is unreachable/i

/** Errors that are about this machine: disk, memory, or how its ffmpeg was built. */
const shortage =
  /No space left on device|Disk quota exceeded|Cannot allocate memory|Unknown encoder|Encoder not found|Read-only file system/i

/** The program failed for a reason that may pass: it was killed, or the storage was unavailable. */
class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed'
  readonly retryable = true
}

/**
 * Runs a program to its end with low priority, a deadline and an empty environment. Throws `unreadable_media` when it
 * cannot read the file; a retryable error when it was killed, lost the storage or ran out of resources; or the signal's
 * reason.
 */
export async function runProgram(run: Run): Promise<void> {
  const stop = AbortSignal.any([run.signal, AbortSignal.timeout(run.deadlineMs)])
  stop.throwIfAborted()
  const nice = Bun.which('nice')
  const child = Bun.spawn([...(nice ? [nice, '-n', '10'] : []), run.program, ...run.arguments], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: programPath(), LC_ALL: 'C' },
  })
  const kill = () => child.kill('SIGKILL')
  stop.addEventListener('abort', kill, { once: true })
  try {
    const complaints = readComplaints(child.stderr)
    await run.read(child.stdout)
    await child.exited
    judge(run, child, await complaints)
  } finally {
    stop.removeEventListener('abort', kill)
    kill()
  }
}

function judge(run: Run, child: Bun.Subprocess, complaints: string): void {
  run.signal.throwIfAborted()
  // The output may contain the signed address, so it is not passed on.
  if (child.signalCode !== null) throw new ProgramFailed(`${run.program}: ${child.signalCode}`)
  if (outage.test(complaints)) throw new ProgramFailed(`${run.program} lost the storage`)
  const lack = child.exitCode === 0 ? undefined : shortage.exec(complaints)?.[0]
  if (lack) throw new ProgramFailed(`${run.program}: ${lack}`)
  if (child.exitCode !== 0) throw new MediaFault('unreadable_media')
}

async function readComplaints(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    if (text.length < maxComplaintBytes) text += decoder.decode(chunk, { stream: true })
  }
  return text
}
