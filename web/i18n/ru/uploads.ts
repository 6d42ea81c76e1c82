import type { Wording } from '../en/index.ts'

export const uploads: Wording<'uploads'> = {
  'dock.label': 'Файлы в пути',
  'dock.title': {
    one: 'Загружаем {done} из {count}',
    few: 'Загружаем {done} из {count}',
    many: 'Загружаем {done} из {count}',
    other: 'Загружаем {done} из {count}',
  },
  'dock.stopped': {
    one: '{count} загрузка не закончена',
    few: '{count} загрузки не закончены',
    many: '{count} загрузок не закончено',
    other: '{count} загрузки не закончено',
  },
  'dock.done': {
    one: 'Добавлена {count} встреча',
    few: 'Добавлены {count} встречи',
    many: 'Добавлено {count} встреч',
    other: 'Добавлено {count} встречи',
  },
  'dock.fold': 'Свернуть',
  'dock.unfold': 'Развернуть',
  'dock.queued': 'Ждёт своей очереди',
  'dock.sending': 'Отправляем',
  'dock.size': '{sent} из {size}',
  'dock.left': 'ещё {time}',
  'dock.waiting': '{size} · связи нет, продолжим сами',
  'dock.paused': 'Пауза на {share} · продолжится с того же места',
  'dock.needsFile':
    'Остановлено на {share}. Выберите тот же файл ещё раз: загрузка продолжится с того же места.',
  'dock.needsLeave': 'Остановлено на {share} · продолжится с того же места',
  'dock.elsewhere': 'Загружается в другой вкладке',
  'dock.finishing': 'Всё получено, проверяем запись',
  'dock.uploaded': 'Загружено',
  'dock.news': '{name}: {words}',
  'dock.chooseAgain': 'Выбрать файл',
  'dock.chooseAgainOf': 'Выбрать {name} ещё раз',
  'dock.goOn': 'Продолжить',
  'dock.pauseOf': 'Приостановить {name}',
  'dock.resumeOf': 'Продолжить {name}',
  'dock.cancelOf': 'Прекратить загрузку {name}',
  'dock.cancel': 'Прекратить',
  'dock.cancelAsk': 'Прекратить загрузку «{name}»?',
  'dock.cancelWords':
    'Всё, что уже получено, удалится вместе со встречей, созданной для этого файла. Сам файл на вашем устройстве останется.',
  'dock.cancelWordsKept':
    'Всё, что уже получено, удалится. Встреча и файл на вашем устройстве останутся.',
  'dock.imported': {
    one: '{count} реплика',
    few: '{count} реплики',
    many: '{count} реплик',
    other: '{count} реплики',
  },
  'dock.speakers': {
    one: '{count} говорящий',
    few: '{count} говорящих',
    many: '{count} говорящих',
    other: '{count} говорящих',
  },
  'uploading.queued': 'Загрузка ждёт своей очереди',
  'uploading.sending': 'Загружается · {share}',
  'uploading.waiting': 'Загрузка ждёт связи · {share}',
  'uploading.paused': 'Загрузка на паузе · {share}',
  'uploading.needs_file': 'Загрузка остановилась · {share}',
  'uploading.elsewhere': 'Загружается в другой вкладке',
  'uploading.finishing': 'Проверяем запись',
  'uploading.keepOpen':
    'Можно перейти на любую другую страницу здесь, но не закрывайте вкладку до конца загрузки. Дальше работа начнётся сама.',
  'uploading.onlyThere':
    'Запись загружают из другого окна или с другого устройства. Если загрузка там прервалась, там же её можно продолжить; или прекратите её здесь и добавьте файл заново.',
  'uploading.signOutAsk': {
    one: 'Выйти, не закончив {count} загрузку?',
    few: 'Выйти, не закончив {count} загрузки?',
    many: 'Выйти, не закончив {count} загрузок?',
    other: 'Выйти, не закончив {count} загрузки?',
  },
  'uploading.signOutWords':
    'При выходе загрузка прекратится, а всё, что уже получено, удалится. Файлы на вашем устройстве останутся.',
}
