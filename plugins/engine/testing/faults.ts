import { loadPack } from '../pack/load-pack.ts'
import { PackError } from '../pack/pack-error.ts'
import type { PackProblem } from '../pack/pack-problem.ts'
import type { PackFiles } from '../types.ts'
import { samplePackFiles, sampleSchema } from './sample-pack.ts'

/** What `loadPack` says against a pack; nothing when it takes it. */
export function problemsOf(files: PackFiles): PackProblem[] {
  try {
    loadPack(files)
  } catch (error) {
    if (error instanceof PackError) return error.problems
    throw error
  }
  return []
}

/** `pointer code` of each fault, which is what a test compares. */
export const faultsOf = (files: PackFiles): string[] =>
  problemsOf(files).map(({ pointer, code }) => `${pointer} ${code}`)

/** The sample pack with another `tasks` section. */
export function withSection(section: unknown): PackFiles {
  return samplePackFiles({
    schema: { ...sampleSchema, properties: { ...sampleSchema.properties, tasks: section } },
  })
}

/** The sample pack with another field `tasks.code`. */
export function withField(field: unknown): PackFiles {
  const task = { ...sampleSchema.$defs.task.properties, code: field }
  return samplePackFiles({
    schema: {
      ...sampleSchema,
      $defs: { ...sampleSchema.$defs, task: { ...sampleSchema.$defs.task, properties: task } },
    },
  })
}
