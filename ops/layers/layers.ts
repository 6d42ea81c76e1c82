/**
 * The layers of the house, from the lowest to the highest. A file belongs to the longest path that contains it and may
 * import its own layer and those before it, so that no circle can stand between folders.
 */
export const layers = [
  'plugins',
  'server/platform',
  'db',
  'server/jobs',
  'tenants',
  'server/http',
  'server/modules',
  'server/adapters',
  'server/runtimes',
  'server/embedded',
  'server/main',
  'web',
  'ops',
  // The commands of `aam` also start the benches.
  'server/main/commands',
] as const

/** The entry point stands with the commands that it offers. */
const entryPoints: Readonly<Record<string, (typeof layers)[number]>> = {
  'server/main/cli.ts': 'server/main/commands',
}

/** The rank of a file's layer; -1 outside every layer. */
export function rankOf(file: string): number {
  const layer =
    entryPoints[file] ??
    layers
      .filter((path) => file.startsWith(`${path}/`))
      .toSorted((one, other) => other.length - one.length)[0]
  return layer ? layers.indexOf(layer) : -1
}

/** Tests stand beside the code they test and may use the harness above it. */
const isTest = (file: string): boolean => /\.(test|e2e)\.tsx?$|\/(test|testing|e2e)\//.test(file)

export interface Import {
  from: string
  to: string
}

/** The imports that run from a lower layer to a higher one. Paths are relative to the root, with `/`. */
export const upwardImports = (imports: readonly Import[]): Import[] =>
  imports.filter(({ from, to }) => !isTest(from) && rankOf(to) > rankOf(from))
