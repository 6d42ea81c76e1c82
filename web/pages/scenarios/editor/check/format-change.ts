import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../../i18n/index.ts'

const counted = {
  'section-added': 'editor.change.sectionsAdded',
  'section-removed': 'editor.change.sectionsRemoved',
  'optional-field-added': 'editor.change.fieldsAdded',
  'required-field-added': 'editor.change.fieldsAdded',
  'field-removed': 'editor.change.fieldsRemoved',
} as const

/** Summarises what the draft changes by its largest difference, for example “minor: adds 1 section”. */
export function formatChange({ requiredBump, differences }: CheckView): string | undefined {
  if (!requiredBump) return undefined
  const weighing = differences.filter(({ bump }) => bump === requiredBump)
  for (const [kind, key] of Object.entries(counted)) {
    const count = weighing.filter((one) => one.kind === kind).length
    if (count > 0) return `${t(`editor.bump.${requiredBump}`)}: ${t(key, { count })}`
  }
  const count = differences.length
  if (count === 0) return t(`editor.bump.${requiredBump}`)
  return `${t(`editor.bump.${requiredBump}`)}: ${t('editor.change.other', { count })}`
}
