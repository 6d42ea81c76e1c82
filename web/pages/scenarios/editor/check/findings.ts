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

/** Something to fix before the draft is valid. */
export interface Finding {
  file: string
  pointer: string
  offset: number
  line: number
  place: Place
  /** The check's own text, or the code of a message of the dashboard. */
  words: { reason: Words; remedy: Words } | { fault: string }
  /** A missing title; its input shows it. */
  isTitle: boolean
}

/** Settings of the scenario whose inputs show their faults. */
const shownSettings = new RegExp(
  `^/(?:(?:title|description)/(?:${locales.join('|')})|meetingType)$`,
)

/** Whether an input of the form shows the finding. */
export const isShownInForm = ({ place, pointer }: Finding): boolean =>
  place !== null && ('section' in place || shownSettings.test(pointer))

/** Faults that the form can cause have messages in the form's terms; others keep the check's text. */
function wordsOf({ code, file, reason, remedy }: PackProblemView): Finding['words'] {
  const language = code === 'label-missing' ? languageOfFile(file) : undefined
  if (language) return { fault: languageLabels[language].noTitle }
  if (code === 'section-without-text') return { fault: 'text' }
  return { reason, remedy }
}

/** Invalid JSON, which the page finds at once, then what the server's check found in the other files. */
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
  const reported = (check?.problems ?? []).filter(({ file }) => !unreadable.has(file))
  return [
    ...own,
    ...reported.map((problem) => {
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
