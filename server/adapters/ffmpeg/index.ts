import type { MediaTools } from '../../modules/media/ports.ts'
import { programPath } from '../../platform/config.ts'
import type { RecordingCutter } from '../../modules/transcription/ports.ts'
import { cut } from './cut.ts'
import { deadlineMs, extract } from './extract.ts'
import { probe } from './probe.ts'
import { render } from './render.ts'
import { sweepFolders, withFolder } from './temporary-folder.ts'

/** Both programs must be on the PATH. */
const hasFfmpeg = (): boolean =>
  ['ffmpeg', 'ffprobe'].every((program) => Bun.which(program, { PATH: programPath() }) !== null)

/** Some builds lack it: https://ffmpeg.org/ffmpeg-codecs.html#libopus-1 */
function hasOpusEncoder(): boolean {
  const { stdout } = Bun.spawnSync(['ffmpeg', '-v', 'error', '-encoders'], {
    env: { PATH: programPath(), LC_ALL: 'C' },
    stderr: 'ignore',
  })
  return /\blibopus\b/.test(stdout.toString())
}

/**
 * Probes and decodes recordings with the machine's ffmpeg and ffprobe, which read byte ranges from a signed address;
 * null where they are missing. `folder` takes temporary files; those of dead processes are removed.
 */
export function openMediaTools(folder: string): MediaTools | null {
  sweepFolders(folder)
  if (!hasFfmpeg()) return null
  return {
    canEncodeOpus: hasOpusEncoder(),
    deadlineMs,
    probe,
    extract: (request, signal) => withFolder(folder, (own) => extract(own, request, signal)),
    render,
    withFolder: (work) => withFolder(folder, work),
  }
}

/** Cuts recordings with the machine's ffmpeg; null where it is missing or cannot encode what providers accept. */
export function openCutter(folder: string): RecordingCutter | null {
  if (!hasFfmpeg() || !hasOpusEncoder()) return null
  return {
    cut: (request, signal, use) =>
      withFolder(folder, async (own) => use(await cut(own, request, signal))),
  }
}
