import type {
  CheckView,
  PackProblemView,
} from '../../../../../server/modules/scenarios/contract.ts'
import { lineAt } from '../json/read-json.ts'
import { faultsOf } from '../pack/pack-files.ts'
import { languageLabels } from '../language-labels.ts'
import { type Files, languageOfFile } from '../pack/pack-parts.ts'
import type { PackForm, Words } from '../pack/read-pack.ts'
import { type Place, offsetOf, placeOf } from './places.ts'
import { locales } from '../../../../../plugins/vocabulary.ts'

/** Something to mend before the draft is valid. */
export interface Finding {
  file: string
  pointer: string
  offset: number
  line: number
  place: Place
  /** What is wrong and what to do, or the code of words of our own. */
  words: { reason: Words; remedy: Words } | { fault: string }
  /** A title that is missing; its field says so. */
  isTitle: boolean
}

/** Where the form itself says it of the scenario. */
const saidFields = new RegExp(`^/(?:(?:title|description)/(?:${locales.join('|')})|meetingType)$`)

/** Whether it stands in the form where it is mended. */
export const isSaidInForm = ({ place, pointer }: Finding): boolean =>
  place !== null && ('section' in place || saidFields.test(pointer))

/** What a form gives rise to is said in the form's words; the rest in those of the check. */
function wordsOf({ code, file, reason, remedy }: PackProblemView): Finding['words'] {
  const language = code === 'label-missing' ? languageOfFile(file) : undefined
  if (language) return { fault: languageLabels[language].noTitle }
  if (code === 'section-without-text') return { fault: 'text' }
  return { reason, remedy }
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
    pointer: '',
    offset,
    line: lineAt(files[file] ?? '', offset),
    place: null,
    words: { fault: code },
    isTitle: false,
  }))
  const told = (check?.problems ?? []).filter(({ file }) => !unreadable.has(file))
  return [
    ...own,
    ...told.map((problem) => {
      const offset = offsetOf(problem, files)
      return {
        file: problem.file,
        pointer: problem.pointer,
        offset,
        line: lineAt(files[problem.file] ?? '', offset),
        place: placeOf(problem, files, form),
        words: wordsOf(problem),
        isTitle: problem.code === 'label-missing',
      }
    }),
  ]
}
