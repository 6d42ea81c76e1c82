import { t } from '../../../i18n/index.ts'
import { faultsOfProblem, describeProblem } from '../../../i18n/describe-problem.ts'
import type { Problem } from '../../../lib/problem.ts'
import { dropToast, showToast } from '../../../ui/feedback/toasts.tsx'

export const showProblem = (problem: Problem): void => {
  showToast({
    tone: 'bad',
    words: [describeProblem(problem), ...faultsOfProblem(problem)].join(' '),
  })
}

/** Says what an act has done; the next act takes the toast of the one before it away. */
export function createActToasts(undecidedCount: () => number) {
  let last: number | undefined
  const dropLast = (): void => {
    if (last !== undefined) dropToast(last)
  }
  return {
    dropLast,
    /** `undo` is left out where the person changed nothing. */
    showDone: (text: string, undo?: () => void): void => {
      dropLast()
      const end = undecidedCount() === 0 ? ` · ${t('meeting.allDecided')}` : ''
      last = showToast({
        tone: 'plain',
        words: text + end,
        ...(undo ? { action: { label: t('action.undo'), keyHint: 'u', run: undo } } : {}),
      })
    },
  }
}

export type ActToasts = ReturnType<typeof createActToasts>
