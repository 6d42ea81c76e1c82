import type { Wording } from '../../en/index.ts'

export const newScenario: Wording<'newScenario'> = {
  'newScenario.how': 'С чего начать',
  'newScenario.empty': 'С нуля',
  'newScenario.copy': 'С копии',
  'newScenario.file': 'Из файла',
  'newScenario.emptyWords': 'Сначала в нём один раздел, «Решения»; остальное добавите вы.',
  'newScenario.from': 'Копия сценария',
  'newScenario.titleEn': 'Название по-английски',
  'newScenario.titleRu': 'Название по-русски',
  'newScenario.titleHint': 'Достаточно одного языка.',
  'newScenario.id': 'Идентификатор',
  'newScenario.idHint':
    'Стоит в адресах и выгрузках, потом не меняется. Строчные латинские буквы, цифры и дефис.',
  'newScenario.needTitle': 'Введите название',
  'newScenario.needId': 'Сначала буква, дальше строчные латинские буквы, цифры и дефис',
  'newScenario.idTaken': 'Сценарий с таким идентификатором уже есть',
  'newScenario.create': 'Создать и править',
  'newScenario.createFaulty': 'Загрузить черновиком и исправить',
  'newScenario.becomes': 'Чем станет файл',
  'newScenario.becomes.draft': 'Черновиком',
  'newScenario.becomes.replace': 'Заменить черновик',
  'newScenario.into':
    'Сценарий – «{title}»: здесь последняя версия {published}, в файле – {version}.',
  'newScenario.intoUnpublished':
    'Сценарий – «{title}», он ещё не опубликован; в файле – версия {version}.',
  'newScenario.older':
    'В файле более старая версия: {version} ляжет поверх {published} и вернёт прежнее. Опубликовать её можно будет только под номером выше {published}.',
  'newScenario.changesNothing': 'По сравнению с {published} файл ничего не меняет.',
  'newScenario.changes': 'Что изменится по сравнению с {published} – {bump}:',
  'newScenario.becomes.scenario': 'Новым сценарием',
  'newScenario.takeDraft': 'Взять следующим черновиком',
  'newScenario.replaceDraft': 'Заменить открытый черновик',
  'newScenario.replaces':
    'У сценария «{title}» открыт черновик, сохранён: {when}. Файл займёт его место, и то, что в нём есть, пропадёт.',
  'newScenario.beginsAnew':
    'Это версия {version} под другим идентификатором; здесь она начнётся как 1.0.0.',
  'newScenario.noMigrations': {
    one: '{count} миграция не берётся: здесь нет прежних версий, от которых она вела бы.',
    few: '{count} миграции не берутся: здесь нет прежних версий, от которых они вели бы.',
    many: '{count} миграций не берутся: здесь нет прежних версий, от которых они вели бы.',
    other: '{count} миграции не берутся: здесь нет прежних версий, от которых они вели бы.',
  },
  'newScenario.choose': 'Выбрать файл',
  'newScenario.change': 'Выбрать другой файл',
  'newScenario.drop': 'Перетащите сюда выгруженный пакет',
  'newScenario.dropHint': 'Один файл .aam.json, не больше 1 МБ.',
  'newScenario.needFile': 'Выберите файл пакета',
  'newScenario.checking': 'Проверяем пакет…',
  'newScenario.sound': 'Пакет исправен: {files}.',
  'newScenario.files': {
    one: '{count} файл',
    few: '{count} файла',
    many: '{count} файлов',
    other: '{count} файла',
  },
  'newScenario.faults': {
    one: '{count} ошибка в пакете',
    few: '{count} ошибки в пакете',
    many: '{count} ошибок в пакете',
    other: '{count} ошибки в пакете',
  },
  'newScenario.faultsWords':
    'До публикации сценарий никем не используется, поэтому его можно загрузить как есть и исправить в редакторе.',
  'packFile.too_large':
    'В этом файле {size}, а принимается не больше 1 МБ. Выгрузите пакет без больших тестовых случаев.',
  'packFile.not_json':
    'Это не JSON, или файл обрезан. Выгрузите пакет ещё раз и выберите новый файл.',
  'packFile.not_a_pack':
    'Это JSON, но не выгруженный пакет. Пакет начинается с поля format со значением aam-pack/1, за ним поле files.',
  'packFile.not_text': 'В «{path}» должен быть текст. Выгрузите пакет ещё раз.',
  'packFile.no_files': 'В этом пакете нет файлов. Выгрузите его ещё раз.',
  'packFile.unreadable': 'Браузер не может прочитать файл. Выберите его ещё раз.',
}
