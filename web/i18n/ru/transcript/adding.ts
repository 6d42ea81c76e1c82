import type { Wording } from '../../en/index.ts'

export const adding: Wording<'adding'> = {
  'adding.add': 'Добавить как …',
  'adding.title': 'Добавить пропущенное',
  'adding.words': 'Слова, которые это подтверждают',
  'adding.section': 'Добавить как',
  'adding.do': 'Добавить',
  'adding.done': 'Добавлено в раздел «{section}»',
  'adding.show': 'Показать',
  'adding.nextGap': 'Следующее место без пунктов',
}
