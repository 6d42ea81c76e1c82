import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import {
  type LoadedPack,
  type Locale,
  PackError,
  type PackFiles,
  type PackProblem,
  readBundle,
} from '../../../plugins/engine/index.ts'
import { openJudge } from '../../runtimes/judge/index.ts'
import type { CheckedPack } from '../../modules/scenarios/ports.ts'
import { createPacks, readBuiltInPacks } from '../../modules/scenarios/index.ts'
import { CommandFailed } from '../command.ts'
import { translate, type Translated } from '../../../plugins/vocabulary.ts'

const maxFiles = 200

/** The files of a pack: a folder, an exported file, or a built-in scenario (`id` or `id@version`). */
export async function readPackFiles(source: string): Promise<PackFiles> {
  const found = await stat(source).catch(() => null)
  if (found?.isDirectory()) return readFolder(source)
  if (found?.isFile()) return readBundle(await readText(source), source)
  const [id = '', version] = source.split('@')
  const pack = createPacks(await readBuiltInPacks()).findBuiltIn(id, version)
  if (pack) return pack.files
  throw new CommandFailed(
    `There is no folder, exported file or scenario “${source}”; bun aam scenario list names those that ship.`,
  )
}

/** Reads and checks a pack with the limits that the server applies to tenants' packs. */
export async function checkPackAt(source: string): Promise<CheckedPack> {
  try {
    const files = await readPackFiles(source)
    const checker = openJudge({ atMost: 1 })
    try {
      return await checker.check({ tenantId: 'command' }, files)
    } finally {
      checker.stop()
    }
  } catch (error) {
    if (error instanceof PackError) return { ok: false, hash: null, problems: error.problems }
    throw error
  }
}

/** Returns the checked pack; an invalid one ends the command with its first problem. */
export async function loadPackAt(source: string, language: Locale): Promise<LoadedPack> {
  const checked = await checkPackAt(source)
  if (checked.ok) return checked.pack
  const [first] = checked.problems
  const words = first ? problemLine(first, language) : ''
  throw new CommandFailed(translate(notValid, language)(source, checked.problems.length, words))
}

const notValid: Translated<(source: string, count: number, words: string) => string> = {
  en: (source, count, words) =>
    `${source} is not valid (${count}): ${words} Run bun aam scenario check for all of it.`,
  ru: (source, count, words) =>
    `${source} с ошибками (${count}): ${words} Все покажет bun aam scenario check.`,
}

/** Formats a problem on one line. */
export const problemLine = ({ pointer, reason, remedy }: PackProblem, language: Locale): string =>
  `${pointer}: ${reason[language]} ${remedy[language]}`

/** Hidden files are not part of the pack. */
async function readFolder(folder: string): Promise<PackFiles> {
  const files: PackFiles = {}
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .sort()
  if (!paths.includes('pack.json')) {
    throw new CommandFailed(`${folder} holds no pack.json, so it is no scenario pack.`)
  }
  if (paths.length > maxFiles) {
    throw new CommandFailed(
      `${folder} holds ${paths.length} files; a scenario pack has at most 100.`,
    )
  }
  for (const path of paths) files[path] = await readText(join(folder, path))
  return files
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new CommandFailed(`${path} is no UTF-8 text; save it as UTF-8.`)
  }
}
