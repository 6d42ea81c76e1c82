import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import { lineAt } from '../json/read-json.ts'
import { faultsOf, type Files } from '../pack/pack-files.ts'
import type { PackForm, Words } from '../pack/read-pack.ts'
import { type Place, offsetOf, placeOf } from './places.ts'

/** Something to mend before the draft is valid. */
export interface Finding {
  file: string
  offset: number
  line: number
  place: Place
  /** What is wrong and what to do; for JSON that cannot be read, the code of why. */
  words: { reason: Words; remedy: Words } | { fault: string }
}

/** What the page itself sees at once (JSON that cannot be read), then what the server's check says of the rest. */
export function findingsOf(
  files: Files,
  form: PackForm | undefined,
  check: CheckView | undefined,
): Finding[] {
  const faults = faultsOf(files)
  const unreadable = new Set(faults.map(({ file }) => file))
  const own = faults.map(({ file, code, offset }) => ({
    file,
    offset,
    line: lineAt(files[file] ?? '', offset),
    place: null,
    words: { fault: code },
  }))
  const told = (check?.problems ?? []).filter(({ file }) => !unreadable.has(file))
  return [
    ...own,
    ...told.map((problem) => {
      const offset = offsetOf(problem, files)
      return {
        file: problem.file,
        offset,
        line: lineAt(files[problem.file] ?? '', offset),
        place: placeOf(problem, files, form),
        words: { reason: problem.reason, remedy: problem.remedy },
      }
    }),
  ]
}
