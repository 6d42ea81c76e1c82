import { AppError } from '../../platform/errors.ts'

/** Turns a unique violation (SQLSTATE 23505) into an error for people; rethrows everything else. */
export function rejectDuplicate(
  error: unknown,
  pointer: string,
  what: { en: string; ru: string },
): never {
  const cause = (error as Error).cause as { code?: unknown } | undefined
  const code = (error as { code?: unknown }).code ?? cause?.code
  if (code !== '23505') throw error
  throw new AppError(
    'already_exists',
    `There is already a ${what.en}. Use the one that is there.`,
    [{ pointer, detail: 'already taken', inRussian: 'уже занято' }],
    {},
    `${what.ru} уже есть. Выберите из тех, что есть.`,
  )
}
