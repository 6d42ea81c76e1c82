import { canInstallPackages, installPackages } from './debian-packages.ts'

const programs = ['ffmpeg', 'pocketsphinx_continuous']
const packages = ['ffmpeg', 'pocketsphinx', 'pocketsphinx-en-us']

/** Whether this machine can speak (ffmpeg with flite) and hear (pocketsphinx) without a network. */
export const hasSpeechTools = (): boolean =>
  programs.every((program) => Bun.which(program) !== null) && knowsFlite()

function knowsFlite(): boolean {
  const { stdout } = Bun.spawnSync(['ffmpeg', '-hide_banner', '-filters'])
  return /\sflite\s/.test(stdout.toString())
}

/** Installs them from Debian's packages where that is allowed, for the test with real speech. */
export async function provideSpeechTools(): Promise<void> {
  if (hasSpeechTools()) return
  if (canInstallPackages()) {
    console.log('Installing a voice and a recogniser for the test with real speech')
    await installPackages(packages).catch(console.log)
    if (hasSpeechTools()) return
  }
  console.log(
    `The test with real speech is left out. On Debian: apt-get install ${packages.join(' ')}`,
  )
}
