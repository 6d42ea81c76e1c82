import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { loadPack, PackError } from '../../../plugins/engine/index.ts'
import { renamed } from '../../modules/scenarios/index.ts'
import { CommandFailed } from '../command.ts'
import { readPackFiles } from './read-pack.ts'
import { startPack } from './start-pack.ts'

/** Writes a valid pack into a new folder: a small one, or a copy of another with its own id. */
export async function newPack(id: string, from: string | undefined, folder: string): Promise<void> {
  const files = from === undefined ? startPack(id) : renamed(await readPackFiles(from), id)
  try {
    loadPack(files)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    const [first] = error.problems
    throw new CommandFailed(`${first?.pointer}: ${first?.reason.en} ${first?.remedy.en}`)
  }
  const held = await readdir(folder).catch(() => [])
  if (held.length > 0) {
    throw new CommandFailed(`${folder} is not empty; name another folder with --out.`)
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}
