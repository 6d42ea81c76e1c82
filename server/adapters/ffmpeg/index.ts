import type { MediaTools } from '../../modules/media/ports.ts'
import { programPath } from '../../platform/config.ts'
import { extract } from './extract.ts'
import { probe } from './probe.ts'
import { sweepFolders, withFolder } from './temporary-folder.ts'

/** Whether recordings can be looked into here: both programs are on the PATH. */
export const hasFfmpeg = (path = programPath()): boolean =>
  Bun.which('ffmpeg', { PATH: path }) !== null && Bun.which('ffprobe', { PATH: path }) !== null

/** What people read where ffmpeg is missing. */
export const withoutFfmpeg =
  'no ffmpeg: no length, no waveform, and whole videos go to the speech provider; install ffmpeg'

/**
 * Looks into recordings with the machine's ffmpeg and ffprobe, which read them from a signed address in the ranges that
 * they need; null where they are missing. `folder` takes temporary files, and loses those of processes that died.
 */
export function openMediaTools(folder: string): MediaTools | null {
  sweepFolders(folder)
  if (!hasFfmpeg()) return null
  return { probe, extract, withFolder: (work) => withFolder(folder, work) }
}
