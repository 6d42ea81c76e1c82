import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadPack, type LoadedPack, type PackFiles } from '../../../plugins/engine/index.ts'

const PACKS_DIR = join(import.meta.dir, '../../../plugins/packs')

let builtIn: Promise<LoadedPack[]> | undefined

/**
 * Reads the packs in `plugins/packs/<id>/<version>/` once, sorted by id and version. Throws `PackError` when one of them is not valid.
 */
export function readBuiltInPacks(): Promise<LoadedPack[]> {
  builtIn ??= readAll()
  return builtIn
}

async function readAll(): Promise<LoadedPack[]> {
  const manifests = await Array.fromAsync(new Bun.Glob('*/*/pack.json').scan({ cwd: PACKS_DIR }))
  const folders = manifests.map((path) => join(PACKS_DIR, path, '..')).sort()
  return Promise.all(folders.map(async (folder) => loadPack(await readFolder(folder))))
}

async function readFolder(folder: string): Promise<PackFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')))
  return Object.fromEntries(paths.map((path, at) => [path.replaceAll('\\', '/'), texts[at] ?? '']))
}
