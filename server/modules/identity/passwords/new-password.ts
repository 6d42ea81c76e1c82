import { AppError } from '../../../platform/errors.ts'
import type { Claimant } from '../../../platform/fair-gate.ts'
import { hashPassword } from './hashing.ts'
import type { PasswordFault, PasswordMeter } from './ports.ts'

const shortest = 10

/**
 * Returns the argon2id hash of a chosen password. Throws `invalid_request` with the reason at `pointer` if it is short
 * or weak. `personal`: see PasswordMeter.
 */
export async function hashNewPassword(
  { meter }: { meter: PasswordMeter },
  claimant: Claimant,
  password: string,
  personal: readonly (string | null)[],
  pointer: string,
): Promise<string> {
  const fault =
    [...password].length < shortest
      ? 'password_short'
      : await meter.findFault(
          claimant,
          password,
          personal.filter((text) => text !== null),
        )
  if (fault) throw refusedPassword(fault, pointer)
  return hashPassword(claimant, password)
}

const words: Record<PasswordFault, { en: string; ru: string }> = {
  password_short: {
    en: `The password is too short. Use at least ${shortest} characters; three or four unrelated words work well.`,
    ru: `Пароль слишком короткий. Нужно не меньше ${shortest} знаков; хорошо подходят три-четыре не связанных слова.`,
  },
  password_common: {
    en: 'Many people use this password or a similar one. Combine three or four unrelated words.',
    ru: 'Этот пароль или похожий на него используют многие. Составьте его из трёх-четырёх не связанных слов.',
  },
  password_keys: {
    en: 'Keyboard rows are easy to guess. Combine three or four unrelated words.',
    ru: 'Ряды клавиш подбирают первыми. Составьте пароль из трёх-четырёх не связанных слов.',
  },
  password_repeated: {
    en: 'Repetitions and sequences are easy to guess. Combine three or four unrelated words.',
    ru: 'Повторы и последовательности легко угадать. Составьте пароль из трёх-четырёх не связанных слов.',
  },
  password_dates: {
    en: 'Dates and years are easy to guess. Add two or three words that have nothing to do with them.',
    ru: 'Даты и годы легко угадать. Добавьте два-три слова, которые с ними не связаны.',
  },
  password_names: {
    en: 'Names are easy to guess. Add two or three words that have nothing to do with them.',
    ru: 'Имена легко угадать. Добавьте два-три слова, которые с ними не связаны.',
  },
  password_personal: {
    en: 'The password is too close to your name, email or organisation. Choose words that have nothing to do with you.',
    ru: 'Пароль слишком похож на ваше имя, почту или организацию. Возьмите слова, которые с вами не связаны.',
  },
  password_weak: {
    en: 'The password is easy to guess. Add a word or two unrelated to the others.',
    ru: 'Пароль легко угадать. Добавьте одно-два слова, не связанных с остальными.',
  },
}

const refusedPassword = (fault: PasswordFault, pointer: string): AppError =>
  new AppError(
    'invalid_request',
    words[fault].en,
    [{ pointer, detail: words[fault].en, inRussian: words[fault].ru, reason: fault }],
    {},
    words[fault].ru,
  )
