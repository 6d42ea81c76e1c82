import type { Wording } from '../../en/index.ts'

export const changes: Wording<'changes'> = {
  'changes.title': 'Изменения',
  'changes.from': 'Было',
  'changes.to': 'Стало',
  'changes.draft': 'Черновик',
  'changes.swap': 'Поменять местами',
  'changes.needs': 'В целом: {bump}',
  'changes.bump.major': 'крупное изменение',
  'changes.bump.minor': 'среднее изменение',
  'changes.bump.patch': 'мелкое изменение',
  'changes.group.major': 'Крупные',
  'changes.group.minor': 'Средние',
  'changes.group.patch': 'Мелкие',
  'changes.about.major':
    'Ломают прежнее: у результатов прежних встреч другая форма. Растёт первое число версии.',
  'changes.about.minor':
    'Добавляют что-то или спрашивают иначе; прежние результаты годятся как есть. Растёт второе число.',
  'changes.about.patch': 'Только названия, описания и порядок. Растёт последнее число.',
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
