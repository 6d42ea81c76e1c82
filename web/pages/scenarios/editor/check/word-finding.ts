import { inLocale, wordCode } from '../../../../i18n/index.ts'
import type { Finding } from './findings.ts'

export const wordFinding = ({ words }: Finding): string =>
  'fault' in words
    ? (wordCode('editor.fault', words.fault) ?? words.fault)
    : `${inLocale(words.reason)} ${inLocale(words.remedy)}`
