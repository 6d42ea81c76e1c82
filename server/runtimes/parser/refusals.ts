import { ImportError } from '../../../plugins/importers/index.ts'
import { AppError } from '../../platform/errors.ts'

/** The errors for callers whose thread had to be ended. */
export interface Refusals {
  tooSlow(deadlineMs: number): Error
  tooHungry(): Error
}

export const fileRefusals: Refusals = {
  tooSlow: (deadlineMs) =>
    new ImportError(
      'transcript_too_large',
      'too_slow',
      `Reading the file took longer than ${Math.round(deadlineMs / 1_000)} s. Split it into parts of at most a few hours each, or export it in another format, and import them one by one.`,
    ),
  tooHungry: () =>
    new ImportError(
      'transcript_too_large',
      'too_much_memory',
      'Reading the file takes more memory than there is for one transcript. Split it into parts of at most a few hours each and import them one by one.',
    ),
}

/** Several files were being read, and it is unknown which took the memory. */
export const tooMuchAtOnce = (): AppError =>
  new AppError(
    'unavailable',
    'Too many large transcripts are being read just now. Nothing was changed; try again in a few seconds.',
    [],
    { 'retry-after': '5' },
    'Сейчас читается слишком много больших расшифровок. Ничего не изменено; повторите через несколько секунд.',
  )

/** The answer was paid for: it is kept, and another attempt may read it. */
class AnswerNotRead extends Error {
  override readonly name = 'AnswerNotRead'
  readonly retryable = true
}

export const answerRefusals: Refusals = {
  tooSlow: (deadlineMs) =>
    new AnswerNotRead(`Reading an answer took longer than ${Math.round(deadlineMs / 1_000)} s.`),
  tooHungry: () => new AnswerNotRead('Reading an answer takes more memory than there is for one.'),
}
