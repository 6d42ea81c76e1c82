import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import { printJson } from '../../editor/json/print-json.ts'
import { documentOf } from '../../editor/pack/pack-files.ts'
import { type Files, jsonFiles } from '../../editor/pack/pack-parts.ts'
import type { Bump } from '../../../../../plugins/vocabulary.ts'

const firstVersion = '1.0.0'

function manifestOf(files: Files): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(files['pack.json'] ?? '')
    return typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)
      ? { ...manifest }
      : undefined
  } catch {
    return undefined
  }
}

/** The version that the draft states. */
export function versionOf(files: Files): string | undefined {
  const version = manifestOf(files)?.['version']
  return typeof version === 'string' ? version : undefined
}

/** The files with another version in `pack.json`, byte for byte otherwise; undefined where it cannot be parsed. */
export function withVersion(files: Files, version: string): Files | undefined {
  const document = documentOf(files, jsonFiles.manifest)
  if (!document) return undefined
  const { text, root, value } = document
  if (value['version'] === version) return files
  const number = root.children.get('version')
  const written = number
    ? text.slice(0, number.start) + JSON.stringify(version) + text.slice(number.end)
    : printJson(document, { ...value, version })
  return { ...files, [jsonFiles.manifest]: written }
}

type Parts = readonly [major: number, minor: number, patch: number]

function partsOf(version: string): Parts | undefined {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined
}

/** The next version after a bump. */
export function bumped(version: string, bump: Bump): string | undefined {
  const parts = partsOf(version.replace(/[-+].*$/, ''))
  if (!parts) return undefined
  const [major, minor, patch] = parts
  if (bump === 'major') return `${major + 1}.0.0`
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`
}

type Compared = Pick<CheckView, 'comparedWith' | 'requiredBump'>

/** The lowest version that the differences allow; a first version is 1.0.0. */
export function proposeVersion({ comparedWith, requiredBump }: Compared): string | undefined {
  if (comparedWith === null) return firstVersion
  return bumped(comparedWith, requiredBump ?? 'patch')
}

/** Whether a version is at least the lowest one: a smaller one would hide what has changed. */
export function isHighEnough(version: string, least: string): boolean {
  const [one, other] = [partsOf(version), partsOf(least)]
  if (!one || !other) return false
  const at = one.findIndex((part, index) => part !== other[index])
  return at < 0 || (one[at] ?? 0) > (other[at] ?? 0)
}
