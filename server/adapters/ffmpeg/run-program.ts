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

const mostComplaintBytes = 16 * 1024

/**
 * What strangers send is read by these parts of ffmpeg only: no playlist or list of files can make it open another
 * address, and only the storage's own protocol is spoken. https://ffmpeg.org/ffmpeg-formats.html#Format-Options
 */
export const guarded = (url: string, { isLengthWrong = false }: Reading = {}): string[] => [
  // https://ffmpeg.org/ffmpeg-formats.html#wav: the sound goes on to the end of the file.
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

/** Options as one would type them. */
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

/** Complaints that speak of the way to the storage and not of the file. */
const outage =
  /HTTP error|Server returned|Connection (?:refused|reset|timed out)|timed out|Stream ends prematurely|Failed to resolve|Network is unreachable/i

/** Complaints that speak of this machine: its disk, its memory, what its ffmpeg was built without. */
const shortage =
  /No space left on device|Disk quota exceeded|Cannot allocate memory|Unknown encoder|Encoder not found|Read-only file system/i

/** The program could not do its work for reasons that may pass: it was killed, or the storage was away. */
class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed'
  readonly retryable = true
}

/**
 * Runs a program to its end with low priority, a deadline and nothing of our environment. Throws `unreadable_media` when it
 * cannot make sense of the file, an error worth another try when it was killed, lost the storage or the machine could
 * not hold its work, or the signal's reason.
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
  // Its words may hold the signed address, so they stay here.
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
    if (text.length < mostComplaintBytes) text += decoder.decode(chunk, { stream: true })
  }
  return text
}
