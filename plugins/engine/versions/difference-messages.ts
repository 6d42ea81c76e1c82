import { fillTemplate } from '../pack/messages/format-problem.ts'
import type { DifferenceKind } from './kinds.ts'
import type { Bump } from '../../vocabulary.ts'
import { type Locale, translate, type Translated } from '../../vocabulary.ts'

/** Names for the size of a change. */
export const bumpNames: Translated<Record<Bump, string>> = {
  en: { major: 'major', minor: 'minor', patch: 'patch' },
  ru: { major: 'крупное', minor: 'среднее', patch: 'мелкое' },
}

/**
 * Messages for differences; `{section}` and `{field}` are titles, `{place}` is either of them or the scenario,
 * `{before}` and `{after}` are values as text.
 */
export const words: Translated<Record<DifferenceKind, string>> = {
  en: {
    'section-removed': 'Section “{section}” was removed.',
    'section-renamed':
      'Section “{section}” has another name in the files: {after} instead of {before}.',
    'section-retyped': 'Section “{section}” changed between a list and a single item.',
    'section-added': 'Section “{section}” was added.',
    'track-changed':
      'Section “{section}” is followed between meetings as {after} instead of {before}.',
    'evidence-changed': 'Evidence in section “{section}” is now {after}.',
    'grade-changed': 'Items of “{section}” are graded by {after} instead of {before}.',
    'withhold-changed': 'What section “{section}” must never hold changed.',
    'text-field-changed': 'The main text of an item of “{section}” is {after} instead of {before}.',
    'render-changed': 'Section “{section}” is shown as {after} instead of {before}.',
    'priority-changed': 'Urgency in “{section}” comes from {after} instead of {before}.',
    'extractive-changed': 'Without a language model, section “{section}” is now {after}.',
    'cues-changed': 'The phrases by which section “{section}” is found without a model changed.',
    'order-changed': 'Section “{section}” moved from place {before} to {after}.',
    'field-removed': 'Field “{field}” of “{section}” was removed.',
    'field-renamed':
      'Field “{field}” of “{section}” has another name in the files: {after} instead of {before}.',
    'field-retyped': 'Field “{field}” of “{section}” is {after} instead of {before}.',
    'required-field-added': 'The required field “{field}” was added to “{section}”.',
    'field-now-required': 'Field “{field}” of “{section}” is now required.',
    'null-no-longer-allowed':
      'Field “{field}” of “{section}” can no longer be left as “not mentioned”.',
    'values-removed': 'Field “{field}” of “{section}” lost choices: {before}.',
    'choice-introduced': 'Field “{field}” of “{section}” is now a choice: {after}.',
    'const-changed': 'Field “{field}” of “{section}” must now be {after}.',
    'bound-tightened': '{place} became stricter: {after} (before: {before}).',
    'format-changed': 'Field “{field}” of “{section}” is {after} instead of {before}.',
    'pattern-changed':
      'Field “{field}” of “{section}” must be written another way: {after} instead of {before}.',
    'optional-field-added': 'The optional field “{field}” was added to “{section}”.',
    'field-now-optional': 'Field “{field}” of “{section}” is no longer required.',
    'null-now-allowed': 'Field “{field}” of “{section}” can now be left as “not mentioned”.',
    'values-added': 'Field “{field}” of “{section}” has new choices: {after}.',
    'choice-dropped': 'Field “{field}” of “{section}” is no longer a choice.',
    'const-dropped': 'Field “{field}” of “{section}” need no longer be {before}.',
    'bound-loosened': '{place} became looser: {after} (before: {before}).',
    'format-dropped': 'Field “{field}” of “{section}” need no longer be {before}.',
    'pattern-dropped': 'Field “{field}” of “{section}” need no longer be written as {before}.',
    'computed-changed':
      'Field “{field}” of “{section}” is worked out from {after} instead of {before}.',
    'prompt-changed': 'What the model is told changed: {after}.',
    'steps-changed': 'Which sections are looked for together changed.',
    'model-class-changed':
      'Some sections are looked for by a {after} model instead of a {before} one.',
    'limits-changed': 'The limits changed: {after} (before: {before}).',
    'settings-changed': 'A setting changed: {after} (before: {before}).',
    'migrations-changed': 'How older results are carried over changed.',
    'description-changed': '{place}: the description changed.',
    'title-changed': 'A title changed: “{after}” instead of “{before}”.',
    'tags-changed': 'The tags changed: {after} instead of {before}.',
  },
  ru: {
    'section-removed': 'Раздел «{section}» удалён.',
    'section-renamed': 'У раздела «{section}» другое имя в файлах: {after} вместо {before}.',
    'section-retyped': 'Раздел «{section}» был списком, а стал одной записью, или наоборот.',
    'section-added': 'Добавлен раздел «{section}».',
    'track-changed':
      'За разделом «{section}» следят между встречами как за {after}, а не как за {before}.',
    'evidence-changed': 'Подтверждение в разделе «{section}» теперь {after}.',
    'grade-changed': 'Оценку в разделе «{section}» задаёт {after}, а не {before}.',
    'withhold-changed': 'Изменилось, чего не должно быть в разделе «{section}».',
    'text-field-changed': 'Основной текст записи в разделе «{section}» – {after}, а не {before}.',
    'render-changed': 'Раздел «{section}» показывается как {after}, а не {before}.',
    'priority-changed': 'Срочность в разделе «{section}» задаёт {after}, а не {before}.',
    'extractive-changed': 'Без языковой модели раздел «{section}» теперь {after}.',
    'cues-changed': 'Изменились фразы, по которым раздел «{section}» находится без модели.',
    'order-changed': 'Раздел «{section}» переехал с места {before} на {after}.',
    'field-removed': 'Поле «{field}» раздела «{section}» удалено.',
    'field-renamed':
      'У поля «{field}» раздела «{section}» другое имя в файлах: {after} вместо {before}.',
    'field-retyped': 'Поле «{field}» раздела «{section}» теперь {after}, а не {before}.',
    'required-field-added': 'В раздел «{section}» добавлено обязательное поле «{field}».',
    'field-now-required': 'Поле «{field}» раздела «{section}» стало обязательным.',
    'null-no-longer-allowed':
      'В поле «{field}» раздела «{section}» больше нельзя оставить «не сказано».',
    'values-removed': 'У поля «{field}» раздела «{section}» убраны варианты: {before}.',
    'choice-introduced': 'Поле «{field}» раздела «{section}» стало выбором: {after}.',
    'const-changed': 'Поле «{field}» раздела «{section}» теперь должно быть {after}.',
    'bound-tightened': '{place} – теперь строже: {after} (было: {before}).',
    'format-changed': 'Поле «{field}» раздела «{section}» теперь {after}, а не {before}.',
    'pattern-changed': 'Поле «{field}» раздела «{section}» пишется иначе: {after} вместо {before}.',
    'optional-field-added': 'В раздел «{section}» добавлено необязательное поле «{field}».',
    'field-now-optional': 'Поле «{field}» раздела «{section}» больше не обязательно.',
    'null-now-allowed': 'В поле «{field}» раздела «{section}» теперь можно оставить «не сказано».',
    'values-added': 'У поля «{field}» раздела «{section}» новые варианты: {after}.',
    'choice-dropped': 'Поле «{field}» раздела «{section}» больше не выбор из списка.',
    'const-dropped': 'Полю «{field}» раздела «{section}» уже не обязательно быть {before}.',
    'bound-loosened': '{place} – теперь свободнее: {after} (было: {before}).',
    'format-dropped': 'В поле «{field}» раздела «{section}» уже не обязательно {before}.',
    'pattern-dropped': 'Поле «{field}» раздела «{section}» уже не обязательно писать как {before}.',
    'computed-changed':
      'Поле «{field}» раздела «{section}» вычисляется по полю {after}, а не {before}.',
    'prompt-changed': 'Изменились указания модели: {after}.',
    'steps-changed': 'Изменилось, какие разделы ищутся вместе.',
    'model-class-changed': 'Часть разделов ищет {after} модель, а не {before}.',
    'limits-changed': 'Изменились пределы: {after} (было: {before}).',
    'settings-changed': 'Изменилась настройка: {after} (было: {before}).',
    'migrations-changed': 'Изменилось, как переносятся прежние результаты.',
    'description-changed': '{place}: изменилось описание.',
    'title-changed': 'Изменилось название: «{after}» вместо «{before}».',
    'tags-changed': 'Изменились метки: {after} вместо {before}.',
  },
}

type Some = Partial<Record<DifferenceKind, string>>

/** For values that did not exist before. */
const appeared: Translated<Some> = {
  en: {
    'track-changed': 'Section “{section}” is now followed between meetings, as {after}.',
    'grade-changed': 'Items of “{section}” are now graded by {after}.',
    'withhold-changed': 'Personal matters are now left out of section “{section}”.',
    'priority-changed': 'Urgency in “{section}” now comes from {after}.',
    'bound-tightened': '{place} has a limit now: {after}.',
    'format-changed': 'Field “{field}” of “{section}” is now {after}.',
    'pattern-changed': 'Field “{field}” of “{section}” must now be written as {after}.',
    'computed-changed': 'Field “{field}” of “{section}” is now worked out from {after}.',
    'tags-changed': 'There are tags now: {after}.',
  },
  ru: {
    'track-changed': 'За разделом «{section}» теперь следят между встречами как за {after}.',
    'grade-changed': 'Оценку в разделе «{section}» теперь задаёт {after}.',
    'withhold-changed': 'Личное в раздел «{section}» теперь не попадает.',
    'priority-changed': 'Срочность в разделе «{section}» теперь задаёт {after}.',
    'bound-tightened': '{place} – появился предел: {after}.',
    'format-changed': 'Поле «{field}» раздела «{section}» теперь {after}.',
    'pattern-changed': 'Поле «{field}» раздела «{section}» теперь пишется как {after}.',
    'computed-changed': 'Поле «{field}» раздела «{section}» теперь вычисляется по полю {after}.',
    'tags-changed': 'Появились метки: {after}.',
  },
}

/** For values that no longer exist. */
const vanished: Translated<Some> = {
  en: {
    'track-changed': 'Section “{section}” is no longer followed between meetings.',
    'grade-changed': 'Items of “{section}” are no longer graded.',
    'withhold-changed': 'Personal matters are no longer left out of section “{section}”.',
    'priority-changed': 'Items of “{section}” no longer have an urgency.',
    'bound-loosened': '{place} no longer has the limit: {before}.',
    'computed-changed': 'Field “{field}” of “{section}” is no longer worked out from another one.',
    'tags-changed': 'There are no tags any more.',
  },
  ru: {
    'track-changed': 'За разделом «{section}» больше не следят между встречами.',
    'grade-changed': 'Записи раздела «{section}» больше не оцениваются.',
    'withhold-changed': 'Личное из раздела «{section}» больше не убирается.',
    'priority-changed': 'У записей раздела «{section}» больше нет срочности.',
    'bound-loosened': '{place} – больше нет предела: {before}.',
    'computed-changed': 'Поле «{field}» раздела «{section}» больше не вычисляется.',
    'tags-changed': 'Меток больше нет.',
  },
}

/** For a difference in a single section. */
const ofSection: Translated<Some> = {
  en: { 'prompt-changed': 'What to look for in section “{section}” changed.' },
  ru: { 'prompt-changed': 'Изменилось, что искать в разделе «{section}».' },
}

/** A section, one of its fields, or the scenario as a whole. */
const places: Translated<Record<'section' | 'field' | 'whole', string>> = {
  en: {
    section: 'Section “{section}”',
    field: 'Field “{field}” of “{section}”',
    whole: 'The scenario',
  },
  ru: {
    section: 'Раздел «{section}»',
    field: 'Поле «{field}» раздела «{section}»',
    whole: 'Сценарий',
  },
}

const placeOf = ({ section, field }: { section: string; field: string }) =>
  section === '' ? 'whole' : field === '' ? 'section' : 'field'

export function describeDifference(
  locale: Locale,
  kind: DifferenceKind,
  params: { section: string; field: string; before: string; after: string },
): string {
  const place = fillTemplate(translate(places, locale)[placeOf(params)], params)
  const template =
    (params.section === '' ? undefined : translate(ofSection, locale)[kind]) ??
    (params.before === '' ? translate(appeared, locale)[kind] : undefined) ??
    (params.after === '' ? translate(vanished, locale)[kind] : undefined) ??
    translate(words, locale)[kind]
  return fillTemplate(template, { ...params, place })
}
