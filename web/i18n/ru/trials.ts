import type { Wording } from '../en/index.ts'

export const trials: Wording<'trials'> = {
  'trials.changes': 'Изменения',
  'trials.dryRun': 'Пробный прогон',
  'trials.publish': 'Опубликовать…',
}
