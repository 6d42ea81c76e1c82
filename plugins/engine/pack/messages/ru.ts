import type { ProblemCode } from './en.ts'
import type { ProblemText } from './problem-text.ts'
import { locales } from '../../../vocabulary.ts'

const manifestRemedy = 'Сравните с pack.json сценария general-minutes: там есть все поля.'

export const ru: Record<ProblemCode, ProblemText> = {
  'pack-too-large': {
    reason: 'Сценарий занимает {sizeBytes} байт; можно не больше {maxBytes}.',
    remedy: 'Сократите или удалите тестовые случаи.',
  },
  'too-many-files': {
    reason: 'В сценарии может быть не больше {max} файлов.',
    remedy: 'Удалите часть тестовых случаев.',
  },
  'file-unknown': {
    reason: 'Такого файла в сценарии не бывает.',
    remedy:
      'Сценарий состоит из pack.json, output.schema.json, prompts/, i18n/, fixtures/ и migrations/.',
  },
  'file-missing': { reason: 'Файла нет.', remedy: 'Добавьте его в сценарий.' },
  'file-too-large': {
    reason: 'Файл занимает {sizeBytes} байт; можно не больше {maxBytes}.',
    remedy: 'Сократите описания или разделите сценарий на два.',
  },
  'text-unreadable': {
    reason: 'В тексте половина символа или NUL: такое нельзя сохранить.',
    remedy: 'Наберите текст в этом месте заново и сохраните файл в UTF-8.',
  },
  'json-too-deep': {
    reason: 'Вложенность файла больше {max} уровней.',
    remedy: 'Сделайте структуру площе: разделу хватает 5 уровней.',
  },
  'json-invalid': {
    reason: 'Это не JSON: {detail}.',
    remedy: 'Проверьте запятые, кавычки и скобки.',
  },
  'json-not-object': {
    reason: 'В файле не объект JSON.',
    remedy: 'Начните его с { и закончите на }.',
  },
  'json-duplicate-key': {
    reason: 'Ключ {key} стоит здесь дважды.',
    remedy: 'Оставьте один: второй пропал бы незаметно.',
  },
  'shape-missing': { reason: 'Не хватает {name}.', remedy: 'Добавьте {name}.' },
  'shape-unknown': {
    reason: '{name} здесь не бывает.',
    remedy: 'Удалите или исправьте написание.',
  },
  'shape-type': { reason: 'Здесь нужен тип {type}.', remedy: 'Укажите значение типа {type}.' },
  'shape-values': {
    reason: 'Такого значения не бывает.',
    remedy: 'Возьмите одно из: {allowed}.',
  },
  'shape-pattern': {
    reason: 'Записано не так, как нужно.',
    remedy: 'Пишите строчными латинскими буквами и цифрами, через дефис.',
  },
  'shape-too-long': {
    reason: 'Слишком длинно: можно не больше {limit} знаков.',
    remedy: 'Сократите.',
  },
  'shape-too-short': {
    reason: 'Слишком коротко: нужно знаков не меньше {limit}.',
    remedy: 'Допишите.',
  },
  'shape-too-many': {
    reason: 'Слишком много: в этом списке можно не больше {limit}.',
    remedy: 'Удалите лишнее.',
  },
  'shape-too-few': {
    reason: 'Слишком мало: в этом списке нужно не меньше {limit}.',
    remedy: 'Добавьте недостающее.',
  },
  'shape-too-large': {
    reason: 'Слишком большое число: можно не больше {limit}.',
    remedy: 'Возьмите меньшее.',
  },
  'shape-too-small': {
    reason: 'Слишком малое число: нужно не меньше {limit}.',
    remedy: 'Возьмите большее.',
  },
  'shape-repeated': { reason: 'Значение стоит здесь дважды.', remedy: 'Удалите одно из них.' },
  'shape-other': { reason: 'Значение не подходит ({detail}).', remedy: manifestRemedy },
  'version-invalid': {
    reason: '«{version}» — не номер версии.',
    remedy: 'Пишите major.minor.patch, например 1.0.0.',
  },
  'engine-range-invalid': {
    reason: '«{range}» — не диапазон версий.',
    remedy: 'Напишите, например, ^{engine}.',
  },
  'engine-unsupported': {
    reason: 'Версия движка — {engine}, а сценарию нужна {range}.',
    remedy: 'Возьмите версию сценария, сделанную для этого движка.',
  },
  'step-twice': {
    reason: 'Два шага называются {step}.',
    remedy: 'Переименуйте один из них.',
  },
  'step-order': {
    reason: 'Перед шагом {step} нет шага {earlier}.',
    remedy: 'Перечислите шаги в порядке выполнения: шаг может зависеть только от предыдущих.',
  },
  'section-asked-twice': {
    reason: 'Раздел {section} запрашивают дважды.',
    remedy: 'Оставьте его в одном шаге.',
  },
  'section-unasked': {
    reason: 'Ни один шаг не запрашивает раздел {section}.',
    remedy: 'Добавьте его в какой-нибудь шаг.',
  },
  'section-unknown': {
    reason: 'Раздела {section} в схеме нет.',
    remedy: 'Исправьте имя или добавьте раздел.',
  },
  'prompt-missing': {
    reason: 'Нет текста запроса.',
    remedy: 'Добавьте его: запрос нужен каждому шагу, и ещё один — общий (system).',
  },
  'prompt-unused': {
    reason: 'Ни один шаг не использует этот запрос.',
    remedy: 'Удалите его или назовите так шаг.',
  },
  'prompt-too-long': {
    reason: 'Запрос длиннее {max} знаков.',
    remedy: 'Сократите: повторять то, что сказано в схеме, не нужно.',
  },
  'placeholder-unknown': {
    reason: 'В строке {line} неизвестная подстановка {found}.',
    remedy: 'Известные подстановки: {known}.',
  },
  'label-missing': {
    reason: 'Название для {key} не указано или не является текстом от 1 до 200 знаков.',
    remedy: 'Добавьте "{key}" в {file}.',
  },
  'label-unused': {
    reason: 'Такого ключа в схеме нет.',
    remedy: 'Удалите или исправьте написание.',
  },
  'root-not-object': {
    reason: 'В корне схемы не объект.',
    remedy: 'Укажите "type": "object"; каждое свойство — раздел.',
  },
  'schema-uri-unknown': {
    reason: 'Сценарии пишут на другой версии JSON Schema.',
    remedy: 'Укажите {uri} или уберите $schema.',
  },
  'defs-not-object': {
    reason: '$defs — не объект.',
    remedy: 'Перечислите определения по именам.',
  },
  'no-sections': { reason: 'В схеме нет разделов.', remedy: 'Добавьте свойство в корень.' },
  'too-many-sections': {
    reason: 'Разделов {count}; можно не больше {max}.',
    remedy: 'Объедините разделы или разделите сценарий.',
  },
  'not-a-schema': {
    reason: 'Схема должна быть объектом.',
    remedy: 'Напишите { "type": … }.',
  },
  'keyword-refused': {
    reason: 'Ключевое слово {keyword} для типа {type} не поддерживается.',
    remedy: 'Здесь можно: {allowed}.',
  },
  'too-deep': {
    reason: 'Вложенность объектов и списков больше {max} уровней.',
    remedy: 'Сделайте элемент площе.',
  },
  'ref-refused': {
    reason: 'Можно ссылаться только на #/$defs/<имя>; извне ничего не загружается.',
    remedy: 'Скопируйте определение в $defs.',
  },
  'ref-sibling': {
    reason: 'Рядом с $ref нельзя писать {keyword}.',
    remedy: 'Перенесите в определение.',
  },
  'ref-loop': {
    reason: 'Определение {name} ссылается само на себя.',
    remedy: 'Выпишите внутреннюю структуру явно.',
  },
  'ref-too-deep': {
    reason: 'Ссылки идут друг за другом глубже {max} уровней.',
    remedy: 'Выпишите внутреннюю структуру явно.',
  },
  'ref-unknown': { reason: 'Определения {name} нет.', remedy: 'Добавьте его в $defs.' },
  'type-refused': {
    reason: 'Тип не указан, неизвестен или их несколько.',
    remedy: 'Укажите один из {types} или его вместе с "null": ["string", "null"].',
  },
  'properties-missing': {
    reason: 'Объекту нужны properties.',
    remedy: 'Перечислите его поля по именам.',
  },
  'additional-properties': {
    reason: 'Поля, которых нет в списке, не допускаются никогда.',
    remedy: 'Уберите additionalProperties или поставьте false.',
  },
  'required-invalid': {
    reason: 'В required должны быть разные имена из properties.',
    remedy: 'Уберите неизвестное или повторное имя либо добавьте поле.',
  },
  'name-refused': {
    reason: 'Имя «{name}» использовать нельзя.',
    remedy: 'Возьмите короткое имя в camelCase; evidence — поле самого движка.',
  },
  'too-many-properties': {
    reason: 'Если раскрыть ссылки, в схеме больше {max} свойств.',
    remedy: 'Сократите число полей или ссылок на большие определения.',
  },
  'count-invalid': {
    reason: '{keyword} — не целое число от 0 до {max}.',
    remedy: 'Напишите, например, 200.',
  },
  'number-invalid': { reason: '{keyword} — не число.', remedy: 'Напишите, например, 0.' },
  'range-reversed': {
    reason: '{lower} больше, чем {upper}: не подойдёт ничего.',
    remedy: 'Уменьшите {lower} или увеличьте {upper}.',
  },
  'text-invalid': { reason: '{keyword} — не текст.', remedy: 'Возьмите его в кавычки.' },
  'format-unknown': {
    reason: 'Такого формата нет.',
    remedy: 'Возьмите один из: {formats}.',
  },
  'const-invalid': {
    reason: 'Значение const не подходит к типу {type}.',
    remedy: 'Укажите текст, число, true или false — по типу.',
  },
  'enum-invalid': {
    reason: 'enum — это список текстов для поля типа string.',
    remedy: 'Перечислите коды.',
  },
  'enum-too-long': {
    reason: 'Значений {count}; можно не больше {max}.',
    remedy: 'Возьмите свободный текст или сгруппируйте значения.',
  },
  'enum-values': {
    reason: 'Значения — разные коды из строчных латинских букв, цифр и дефисов.',
    remedy: 'Слова для людей пишите в i18n.',
  },
  'pattern-not-text': {
    reason: 'pattern — не текст.',
    remedy: 'Возьмите выражение в кавычки.',
  },
  'pattern-too-long': {
    reason: 'Выражение длиннее {max} знаков.',
    remedy: 'Возьмите выражение проще, в синтаксисе RE2.',
  },
  'pattern-too-costly': {
    reason: 'В выражении столько повторов, что проверка была бы медленной.',
    remedy: 'Возьмите выражение проще, в синтаксисе RE2.',
  },
  'patterns-too-slow': {
    reason:
      'Проверка одного пункта по выражениям схемы может занять {millions} млн шагов, а можно не больше {max} млн. Больше всего — у этого выражения: {size} шагов на каждый из {chars} знаков.',
    remedy:
      'Задайте полю меньший maxLength, а его списку — maxItems либо возьмите выражение проще или формат.',
  },
  'pattern-invalid': {
    reason: 'Выражение не принято: {detail}.',
    remedy: 'Возьмите выражение проще, в синтаксисе RE2.',
  },
  'too-many-patterns': {
    reason: 'В схеме больше {max} разных выражений.',
    remedy: 'Возьмите формат или сократите число выражений.',
  },
  'cues-by-locale': {
    reason: `Признаки перечисляют по языкам: ${locales.join(', ')}.`,
    remedy: 'Напишите { "en": […], "ru": […] }.',
  },
  'cues-not-list': {
    reason: 'Признаки — это список, не больше {max}.',
    remedy: 'Оставьте самые сильные.',
  },
  'cue-not-pair': {
    reason: 'Признак — это [вес, выражение].',
    remedy: 'Вес больше 0 и не больше 3.',
  },
  'cue-too-long': { reason: 'Признак длиннее {max} знаков.', remedy: 'Упростите признак.' },
  'cue-syntax': {
    reason: "В признаке можно писать только буквы, цифры, пробелы и ' - ( ) | ? * _ [ ].",
    remedy: 'Упростите признак.',
  },
  'cue-invalid': { reason: 'Признак не принят: {detail}.', remedy: 'Упростите признак.' },
  'section-shape': {
    reason: 'Раздел — это объект или список объектов.',
    remedy: 'Оберните текст в объект.',
  },
  'section-min-items': {
    reason: 'Раздел всегда может быть пустым.',
    remedy: 'Уберите minItems.',
  },
  'section-without-text': {
    reason: 'Разделу нужно поле с текстом.',
    remedy: 'Добавьте поле типа string.',
  },
  'annotations-missing': {
    reason: 'Нет аннотаций.',
    remedy: 'Укажите render, order и evidence.',
  },
  'annotation-unknown': {
    reason: 'Аннотации {name} здесь не бывает.',
    remedy: 'Известные аннотации: {known}.',
  },
  'annotation-value': {
    reason: 'Значение {name} не подходит.',
    remedy: 'Возьмите одно из: {allowed}.',
  },
  'annotation-misplaced': {
    reason: 'Аннотации бывают только у раздела и у его полей.',
    remedy: 'Перенесите x-aam туда или удалите.',
  },
  'computed-invalid': {
    reason: 'Поле {field} помечено как вычисляемое, но это не дата или считать её не из чего.',
    remedy: 'computedFrom пишут у поля формата date; оно называет текстовое поле того же элемента.',
  },
  'schema-uncompilable': {
    reason: 'Схему не удалось собрать: {detail}.',
    remedy: 'Исправьте названное ключевое слово.',
  },
  'fixture-section-unknown': {
    reason: 'Тестовый случай ждёт чего-то от {section}, но такого раздела в схеме нет.',
    remedy: 'Исправьте имя.',
  },
  'fixture-field-unknown': {
    reason: 'Тестовый случай смотрит в {field}, но такого поля в разделе {section} нет.',
    remedy: 'Исправьте имя.',
  },
  'migration-name': {
    reason: 'Файл переноса называется <из>-<в>.json по соседним старшим номерам версий.',
    remedy: 'Переименуйте файл, например в 1-2.json.',
  },
  'migration-beyond': {
    reason: 'Перенос ведёт к версии {to}, а у сценария версия {version}.',
    remedy: 'Поднимите версию сценария или удалите перенос.',
  },
  'migration-gap': {
    reason: 'Нет переноса с версии {from} на {to}, хотя более ранний есть.',
    remedy: 'Добавьте migrations/{from}-{to}.json; операций в нём может не быть.',
  },
  'migration-target-unknown': {
    reason: 'После всех переносов получается {name}, чего в схеме нет.',
    remedy: 'Исправьте имя или удалите его в более позднем переносе.',
  },
  'migration-default-invalid': {
    reason: 'Значение по умолчанию для {name} не подходит к схеме: {detail}.',
    remedy: 'Возьмите значение, которое схема разрешает.',
  },
  'migration-unknown-name': {
    reason: '{name} удалено или переименовано более ранней операцией.',
    remedy: 'Укажите имя, которое действует на этом шаге.',
  },
  'bundle-format': {
    reason: 'Это не выгруженный сценарий.',
    remedy: 'Выгрузка выглядит так: { "format": "aam-pack/1", "files": { "<путь>": "<текст>" } }.',
  },
  'bundle-path': {
    reason: 'Это не путь к файлу внутри сценария.',
    remedy: 'Пишите, например, prompts/system.md: без косой черты в начале, точек и «\\».',
  },
  'check-too-slow': {
    reason: 'Проверка шла дольше {seconds} с и была остановлена.',
    remedy: 'Сократите число полей, ссылок и выражений.',
  },
  'check-too-hungry': {
    reason: 'Проверка заняла больше {megabytes} МБ памяти и была остановлена.',
    remedy: 'Сократите число полей, ссылок и выражений.',
  },
  'check-lost': {
    reason: 'Проверка оборвалась без ответа.',
    remedy: 'Проверьте ещё раз; если повторится, упростите схему.',
  },
  'version-too-small': {
    reason: 'Изменение после {from} {bump}; {version} – слишком малый шаг.',
    remedy: 'Назовите версию не ниже {least}.',
  },
  'version-not-newer': {
    reason: 'Версия {version} не новее, чем {from}.',
    remedy: 'Назовите версию не ниже {least}.',
  },
  'pack-id-changed': {
    reason: 'Сценарий называется {id}, а предыдущая версия — это {before}.',
    remedy: 'Оставьте прежний id или создайте новый сценарий.',
  },
}
