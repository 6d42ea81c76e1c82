import type { Wording } from '../../en/index.ts'

export const changes: Wording<'changes'> = {
  'changes.title': 'Изменения',
  'changes.from': 'Из',
  'changes.to': 'В',
  'changes.draft': 'Черновик',
  'changes.swap': 'Поменять местами',
  'changes.needs': 'В целом: {bump}',
  'changes.bump.major': 'крупное – первое число',
  'changes.bump.minor': 'среднее – второе число',
  'changes.bump.patch': 'мелкое – последнее число',
  'changes.group.major': 'Ломает прежнее',
  'changes.group.minor': 'Добавляет или спрашивает иначе',
  'changes.group.patch': 'Только слова',
  'changes.about.major': 'У результатов прежних встреч другая форма: растёт первое число версии.',
  'changes.about.minor': 'Прежние результаты годятся как есть: растёт второе число.',
  'changes.about.patch': 'Названия и описания: растёт третье число.',
  'changes.count': {
    one: '{count} изменение',
    few: '{count} изменения',
    many: '{count} изменений',
    other: '{count} изменения',
  },
  'changes.none': 'Эти две версии одинаковы.',
  'changes.noneMeaning': 'В том, что ищется и показывается, ничего не изменилось.',
  'changes.meaning': 'Словами',
  'changes.files': 'В файлах',
  'changes.before': 'было',
  'changes.after': 'стало',
  'changes.added': 'новый файл',
  'changes.removed': 'файл удалён',
  'changes.lines': 'строк: +{added}, −{removed}',
  'changes.tooFar':
    'Файл изменился слишком сильно, чтобы показать это построчно. Выгрузите обе версии и сравните их.',
  'changes.one.title': 'Сравнивать пока нечего',
  'changes.one.words':
    'У сценария одна версия и нет черновика. Начните черновик и возвращайтесь сюда.',
  'changes.invalidWords':
    'В черновике есть ошибки, поэтому сравнить его нельзя. Исправьте их в редакторе.',
  'changes.sameTwice': 'Выберите две разные версии.',
  'changes.skipped': {
    one: '{count} строка без изменений',
    few: '{count} строки без изменений',
    many: '{count} строк без изменений',
    other: '{count} строки без изменений',
  },
}
