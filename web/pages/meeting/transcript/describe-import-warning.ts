import type { ImportWarningView } from '../../../../server/modules/transcription/contract.ts'
import { formatClock } from '../../../i18n/format.ts'
import { t, describeCode } from '../../../i18n/index.ts'

const describePlace = ({ line, startMs }: ImportWarningView): string =>
  line === undefined ? formatClock(startMs ?? 0) : t('imported.line', { line })

/** A warning of the import in the reader's language; transcripts of old carry no counts and keep their own words. */
export function describeImportWarning(warning: ImportWarningView): string {
  const { code, count, example = '', detail } = warning
  const message = describeCode('imported', code, {
    ...(count === undefined ? {} : { count }),
    example,
    place: describePlace(warning),
  })
  return message === undefined || message.includes('{count}') ? detail : message
}
