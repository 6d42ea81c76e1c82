import type { Locale } from '../types.ts'
import { fillIn } from '../pack/words/in-words.ts'
import type { Bump, DifferenceKind } from './difference.ts'

/** What a person calls the size of a change. */
export const bumpWords: Record<Locale, Record<Bump, string>> = {
  en: { major: 'major', minor: 'minor', patch: 'patch' },
  ru: { major: 'крупное', minor: 'среднее', patch: 'мелкое' },
}

/** What is said of a difference; `{section}` and `{field}` are titles, `{place}` is either of them, `{before}` and
 * `{after}` are values. */
export const words: Record<Locale, Record<DifferenceKind, string>> = {
  en: {
    'section-removed': 'Section “{section}” was removed.',
    'section-renamed': 'Section “{before}” was renamed to “{after}”.',
    'section-retyped': 'Section “{section}” changed between a list and a single item.',
    'section-added': 'Section “{section}” was added.',
    'track-changed': 'Section “{section}” is tracked as {after} instead of {before}.',
    'evidence-changed': 'Evidence of section “{section}” is {after} instead of {before}.',
    'grade-changed': 'Items of “{section}” are graded by {after} instead of {before}.',
    'withhold-changed': 'What section “{section}” must never hold: {after} instead of {before}.',
    'text-field-changed': 'The text of an item of “{section}” is {after} instead of {before}.',
    'render-changed': 'Section “{section}” is shown as {after} instead of {before}.',
    'priority-changed': 'Urgency in “{section}” comes from {after} instead of {before}.',
    'extractive-changed': 'Without a model, section “{section}” is {after} instead of {before}.',
    'cues-changed': 'The cues of section “{section}” changed.',
    'order-changed': 'Section “{section}” moved from place {before} to {after}.',
    'field-removed': 'Field “{field}” of “{section}” was removed.',
    'field-renamed': 'Field “{before}” of “{section}” was renamed to “{after}”.',
    'field-retyped': 'Field “{field}” of “{section}” is {after} instead of {before}.',
    'required-field-added': 'The required field “{field}” was added to “{section}”.',
    'field-now-required': 'Field “{field}” of “{section}” is now required.',
    'null-no-longer-allowed': 'Field “{field}” of “{section}” may no longer be null.',
    'values-removed': 'Field “{field}” of “{section}” lost the values {before}.',
    'choice-introduced': 'Field “{field}” of “{section}” is now a choice: {after}.',
    'const-changed': 'Field “{field}” of “{section}” must now be {after}.',
    'bound-tightened': '{place} became stricter: {after} instead of {before}.',
    'format-changed': 'Field “{field}” of “{section}” has the format {after} instead of {before}.',
    'pattern-changed': 'Field “{field}” of “{section}” must match {after} instead of {before}.',
    'optional-field-added': 'The optional field “{field}” was added to “{section}”.',
    'field-now-optional': 'Field “{field}” of “{section}” is no longer required.',
    'null-now-allowed': 'Field “{field}” of “{section}” may now be null.',
    'values-added': 'Field “{field}” of “{section}” got the values {after}.',
    'choice-dropped': 'Field “{field}” of “{section}” is no longer a choice.',
    'const-dropped': 'Field “{field}” of “{section}” need no longer be {before}.',
    'bound-loosened': '{place} became looser: {after} instead of {before}.',
    'format-dropped': 'Field “{field}” of “{section}” lost the format {before}.',
    'pattern-dropped': 'Field “{field}” of “{section}” need no longer match {before}.',
    'computed-changed':
      'Field “{field}” of “{section}” is computed from {after} instead of {before}.',
    'prompt-changed': 'The prompt {after} changed.',
    'steps-changed': 'The steps changed.',
    'model-class-changed': 'A step asks another class of model: {after} instead of {before}.',
    'limits-changed': 'The limits changed: {after} instead of {before}.',
    'settings-changed': 'A setting changed: {after} instead of {before}.',
    'migrations-changed': 'How older results are carried over changed ({after}).',
    'description-changed': 'A description changed.',
    'title-changed': 'A title changed: “{after}” instead of “{before}”.',
    'tags-changed': 'The tags changed: {after} instead of {before}.',
  },
  ru: {
    'section-removed': 'Раздел «{section}» удалён.',
    'section-renamed': 'Раздел «{before}» переименован в «{after}».',
    'section-retyped': 'Раздел «{section}» был списком, а стал одной записью, или наоборот.',
    'section-added': 'Добавлен раздел «{section}».',
    'track-changed': 'Раздел «{section}» учитывается как {after}, а не {before}.',
    'evidence-changed': 'Подтверждение в разделе «{section}»: {after} вместо {before}.',
    'grade-changed': 'Оценку в разделе «{section}» задаёт {after}, а не {before}.',
    'withhold-changed': 'Чего не должно быть в разделе «{section}»: {after} вместо {before}.',
    'text-field-changed': 'Текст записи в разделе «{section}» — {after}, а не {before}.',
    'render-changed': 'Раздел «{section}» показывается как {after}, а не {before}.',
    'priority-changed': 'Срочность в разделе «{section}» задаёт {after}, а не {before}.',
    'extractive-changed': 'Без языковой модели раздел «{section}»: {after} вместо {before}.',
    'cues-changed': 'Изменились признаки раздела «{section}».',
    'order-changed': 'Раздел «{section}» переехал с места {before} на {after}.',
    'field-removed': 'Поле «{field}» раздела «{section}» удалено.',
    'field-renamed': 'Поле «{before}» раздела «{section}» переименовано в «{after}».',
    'field-retyped': 'Поле «{field}» раздела «{section}» теперь {after}, а не {before}.',
    'required-field-added': 'В раздел «{section}» добавлено обязательное поле «{field}».',
    'field-now-required': 'Поле «{field}» раздела «{section}» стало обязательным.',
    'null-no-longer-allowed': 'Поле «{field}» раздела «{section}» больше не может быть null.',
    'values-removed': 'У поля «{field}» раздела «{section}» убраны значения {before}.',
    'choice-introduced': 'Поле «{field}» раздела «{section}» стало выбором: {after}.',
    'const-changed': 'Поле «{field}» раздела «{section}» теперь должно быть {after}.',
    'bound-tightened': '{place} — теперь строже: {after} вместо {before}.',
    'format-changed': 'Формат поля «{field}» раздела «{section}»: {after} вместо {before}.',
    'pattern-changed': 'Поле «{field}» раздела «{section}» сверяется с {after}, а не {before}.',
    'optional-field-added': 'В раздел «{section}» добавлено необязательное поле «{field}».',
    'field-now-optional': 'Поле «{field}» раздела «{section}» больше не обязательно.',
    'null-now-allowed': 'Поле «{field}» раздела «{section}» теперь может быть null.',
    'values-added': 'У поля «{field}» раздела «{section}» новые значения: {after}.',
    'choice-dropped': 'Поле «{field}» раздела «{section}» больше не выбор из списка.',
    'const-dropped': 'Полю «{field}» раздела «{section}» уже не обязательно быть {before}.',
    'bound-loosened': '{place} — теперь свободнее: {after} вместо {before}.',
    'format-dropped': 'У поля «{field}» раздела «{section}» больше нет формата {before}.',
    'pattern-dropped': 'Поле «{field}» раздела «{section}» больше не сверяется с {before}.',
    'computed-changed': 'Поле «{field}» раздела «{section}» вычисляется из {after}, а не {before}.',
    'prompt-changed': 'Изменился запрос {after}.',
    'steps-changed': 'Изменились шаги.',
    'model-class-changed': 'Шаг обращается к модели другого класса: {after} вместо {before}.',
    'limits-changed': 'Изменились пределы: {after} вместо {before}.',
    'settings-changed': 'Изменилась настройка: {after} вместо {before}.',
    'migrations-changed': 'Изменился перенос прежних результатов ({after}).',
    'description-changed': 'Изменилось описание.',
    'title-changed': 'Изменилось название: «{after}» вместо «{before}».',
    'tags-changed': 'Изменились метки: {after} вместо {before}.',
  },
}

/** A section, or one of its fields. */
const places: Record<Locale, { section: string; field: string }> = {
  en: { section: 'Section “{section}”', field: 'Field “{field}” of “{section}”' },
  ru: { section: 'Раздел «{section}»', field: 'Поле «{field}» раздела «{section}»' },
}

export function differenceWords(
  locale: Locale,
  kind: DifferenceKind,
  params: { section: string; field: string; before: string; after: string },
): string {
  const place = fillIn(places[locale][params.field === '' ? 'section' : 'field'], params)
  return fillIn(words[locale][kind], { ...params, place })
}
