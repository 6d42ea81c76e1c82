import { canInstallPackages, installPackages } from './debian-packages.ts'

const isThere = (): boolean => Bun.which('ffmpeg') !== null && Bun.which('ffprobe') !== null

/** True when ffmpeg is here, or can be installed: root on a Debian system. */
export const canHaveFfmpeg = (): boolean => isThere() || canInstallPackages()

/** Installs Debian's ffmpeg when it is missing. */
export async function provideFfmpeg(): Promise<void> {
  if (!isThere()) await installPackages(['ffmpeg'])
}

/** A recording made by ffmpeg: its arguments between the program and the file. */
export async function makeMedia(path: string, arguments_: string): Promise<Uint8Array> {
  const child = Bun.spawn(
    ['ffmpeg', '-nostdin', '-v', 'error', '-y', ...arguments_.split(' '), path],
    { stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' },
  )
  const [complaints, code] = await Promise.all([new Response(child.stderr).text(), child.exited])
  if (code !== 0) throw new Error(`ffmpeg: ${complaints}`)
  return Bun.file(path).bytes()
}
