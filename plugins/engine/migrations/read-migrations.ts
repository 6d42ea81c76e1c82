import semver from 'semver'
import { MAX_FILE_BYTES } from '../pack/files.ts'
import type { Problems } from '../pack/pack-error.ts'
import { isObject, parseJsonObject } from '../pack/parse-json.ts'
import { compileShape } from '../pack/shape.ts'
import { createJudge } from '../pack/validate.ts'
import type { PackFiles, SectionSpec } from '../types.ts'
import { follow, type Migration, type MigrationOperation, readTarget } from './migration.ts'

const name = '[a-z][A-Za-z0-9]{0,63}'
const path = { type: 'string', pattern: `^${name}(\\.${name})?$` }
const fieldPath = { type: 'string', pattern: `^${name}\\.${name}$` }
const operation = (op: string, properties: object) => ({
  type: 'object',
  properties: { op: { const: op }, ...properties },
  required: ['op', ...Object.keys(properties)],
  additionalProperties: false,
})

const isMigrationFile = compileShape<{ operations: { op: string }[] }>({
  type: 'object',
  properties: {
    about: { type: 'string', maxLength: 400 },
    operations: {
      type: 'array',
      maxItems: 200,
      items: {
        type: 'object',
        properties: { op: { enum: ['rename', 'default', 'drop'] } },
        required: ['op'],
      },
    },
  },
  required: ['operations'],
  additionalProperties: false,
})
const shapes = {
  rename: compileShape(operation('rename', { path, to: { type: 'string', pattern: `^${name}$` } })),
  default: compileShape(operation('default', { path: fieldPath, value: {} })),
  drop: compileShape(operation('drop', { path })),
}

/**
 * Reads `migrations/<from>-<to>.json`, in order. They must lead without a gap to the pack's own major version, and what
 * they rename or fill in must exist in its schema at the end.
 */
export function readMigrations(
  version: string,
  files: PackFiles,
  sections: SectionSpec[],
  problems: Problems,
): Migration[] {
  const major = semver.major(version)
  const before = problems.list.length
  const migrations: Migration[] = []
  for (const file of Object.keys(files)) {
    if (!file.startsWith('migrations/')) continue
    const [from = 0, to = 0] = /(\d+)-(\d+)/.exec(file)?.slice(1).map(Number) ?? []
    if (to !== from + 1) problems.add(`${file}#`, 'migration-name')
    else if (to > major) problems.add(`${file}#`, 'migration-beyond', { to, version })
    else
      migrations.push({ from, to, operations: readOperations(file, files[file] ?? '', problems) })
  }
  migrations.sort((a, b) => a.from - b.from)
  const [first] = migrations
  for (let from = first?.from ?? major; from < major; from++) {
    if (migrations.some((migration) => migration.from === from)) continue
    problems.add(`migrations/${from}-${from + 1}.json#`, 'migration-gap', { from, to: from + 1 })
  }
  if (problems.list.length === before) checkTargets(migrations, sections, problems)
  return migrations
}

function readOperations(file: string, text: string, problems: Problems): MigrationOperation[] {
  const parsed: unknown = parseJsonObject(file, text, MAX_FILE_BYTES, problems)
  if (!parsed || !isMigrationFile(parsed, file, problems)) return []
  return parsed.operations.filter((entry, at): entry is MigrationOperation & { op: string } => {
    const isKnown = shapes[entry.op as MigrationOperation['op']]
    return isKnown(entry, `${file}#/operations/${at}`, problems)
  }) as MigrationOperation[]
}

function checkTargets(migrations: Migration[], sections: SectionSpec[], problems: Problems): void {
  const all = migrations.flatMap(({ from, to, operations }) =>
    operations.map((entry, at) => ({
      entry,
      at: `migrations/${from}-${to}.json#/operations/${at}`,
    })),
  )
  const gone = new Set<string>()
  for (const [index, { entry, at }] of all.entries()) {
    const target = readTarget(entry.path)
    if (gone.has(entry.path) || gone.has(target.section)) {
      problems.add(`${at}/path`, 'migration-unknown-name', { name: entry.path })
      continue
    }
    if (entry.op !== 'default') gone.add(entry.path)
    if (entry.op === 'drop') continue
    const arrived =
      entry.op === 'default'
        ? target
        : target.field === null
          ? { section: entry.to, field: null }
          : { ...target, field: entry.to }
    gone.delete(arrived.field === null ? arrived.section : `${arrived.section}.${arrived.field}`)
    const last = follow(
      arrived,
      all.slice(index + 1).map(({ entry: later }) => later),
    )
    if (!last) continue
    const section = sections.find((spec) => spec.name === last.section)
    const schema =
      section && (last.field === null ? section.itemSchema : fieldSchema(section, last.field))
    if (!schema) {
      const told = last.field === null ? last.section : `${last.section}.${last.field}`
      problems.add(`${at}/${entry.op === 'default' ? 'path' : 'to'}`, 'migration-target-unknown', {
        name: told,
      })
    } else if (entry.op === 'default') checkDefault(entry, schema, `${at}/value`, problems)
  }
}

function fieldSchema(section: SectionSpec, field: string): object | undefined {
  const properties = section.itemSchema['properties']
  const schema = isObject(properties) && Object.hasOwn(properties, field) ? properties[field] : null
  return isObject(schema) ? schema : undefined
}

function checkDefault(
  { path: named, value }: { path: string; value: unknown },
  schema: object,
  at: string,
  problems: Problems,
): void {
  const validate = createJudge().compile(schema)
  if (validate(value)) return
  const detail = validate.errors?.[0]?.message ?? 'not valid'
  problems.add(at, 'migration-default-invalid', { name: named, detail: detail.slice(0, 200) })
}
