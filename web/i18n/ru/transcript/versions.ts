import type { Wording } from '../../en/index.ts'

export const versions: Wording<'versions'> = {
  'transcripts.label': {
    one: '{count} расшифровка этой встречи',
    few: '{count} расшифровки этой встречи',
    many: '{count} расшифровок этой встречи',
    other: '{count} расшифровки этой встречи',
  },
  'transcripts.shown': 'показана',
  'transcripts.file': 'файл',
  'transcripts.other': 'Вы читаете другую расшифровку. Результат рядом сделан не по ней.',
  'transcripts.ofMeeting':
    'Вы читаете расшифровку, которую показывает встреча. Результат рядом — из другого запуска.',
  'transcripts.askedBy': 'Запись расшифрована по просьбе: {name}.',
  'transcripts.broughtBy': 'Добавлено: {name}.',
  'transcripts.back': 'К расшифровке результата',
  'transcripts.use': 'Показать её с её результатом…',
  'transcripts.adopted': 'Теперь показаны эта расшифровка и её результат',
}
