import type { Wording } from '../../en/index.ts'

export const retention: Wording<'retention'> = {
  'retention.title': 'Сроки хранения',
}
