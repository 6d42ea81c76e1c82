import { isLocale, type Locale, locales } from '../../plugins/vocabulary.ts'
import { CommandFailed } from './command.ts'

/** How usage texts write the choice of `--language`. */
export const localeChoice = locales.join('|')

/** Reads the value of `--language`. */
export function readLocale(given: string): Locale {
  if (isLocale(given)) return given
  throw new CommandFailed(`--language must be ${locales.join(' or ')}.`)
}
