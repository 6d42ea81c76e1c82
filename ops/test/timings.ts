import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const slowestShown = 10

interface TimingsFile {
  version: number
  /** Milliseconds of each test file. */
  files: Record<string, number>
}

/** How long each test file takes: from earlier runs, so that the slowest begin first, and in this one. */
export interface Timings {
  /** For `bun test`. */
  args: string[]
  /** The slowest files of this run, a line for each. */
  slowest(): string
  /** Makes the times of this run those that later runs start from. */
  keep(): void
  remove(): void
}

/** `recorded` is a path below `ops/test/timings`. */
export function openTimings(recorded: string): Timings {
  const known = join(import.meta.dir, 'timings', recorded)
  const folder = mkdtempSync(join(tmpdir(), 'aam-timings-'))
  const measured = join(folder, recorded)
  return {
    args: [`--timings=${measured}`, `--timings=${known}`, '--update-timings'],
    slowest() {
      const before = readTimings(known)
      const now = readTimings(measured)
      return (
        Object.entries(now)
          // Bun repeats the recorded time of a file that did not run.
          .filter(([file, ms]) => before[file] !== ms)
          .toSorted(([, one], [, other]) => other - one)
          .slice(0, slowestShown)
          .map(([file, ms]) => `  ${(ms / 1_000).toFixed(1).padStart(6)} s  ${file}`)
          .join('\n')
      )
    },
    keep: () => copyFileSync(measured, known),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function readTimings(path: string): TimingsFile['files'] {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as TimingsFile).files
  } catch {
    return {}
  }
}
