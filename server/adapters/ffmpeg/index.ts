import type { MediaTools } from '../../modules/media/ports.ts'
import { programPath } from '../../platform/config.ts'
import { extract } from './extract.ts'
import { probe } from './probe.ts'
import { sweepFolders, withFolder } from './temporary-folder.ts'

/** Whether recordings can be looked into here: both programs are on the PATH. */
const hasFfmpeg = (): boolean =>
  ['ffmpeg', 'ffprobe'].every((program) => Bun.which(program, { PATH: programPath() }) !== null)

/**
 * Looks into recordings with the machine's ffmpeg and ffprobe, which read them from a signed address in the ranges that
 * they need; null where they are missing. `folder` takes temporary files, and loses those of processes that died.
 */
export function openMediaTools(folder: string): MediaTools | null {
  sweepFolders(folder)
  if (!hasFfmpeg()) return null
  return { probe, extract, withFolder: (work) => withFolder(folder, work) }
}
