import type { ImportError, ImportReason } from './import-error.ts'

const words: Record<ImportReason, string> = {
  empty_file: 'Файл пуст.',
  blank_file: 'В файле нет ничего, кроме пробелов.',
  no_words: 'Файл прочитан, но слов в нём нет.',
  no_cues:
    'Это субтитры без единой реплики со временем: нужна строка вида 00:00:05.320 --> 00:00:07.000 и слова под ней.',
  file_too_large: 'Файл больше 20 МБ. Расшифровка – это текст: проверьте, не сама ли это запись.',
  too_many_lines: 'В файле больше миллиона строк.',
  too_many_cues: 'В файле больше 100 000 реплик или строк разговора.',
  too_many_segments: 'В расшифровке больше 20 000 реплик.',
  too_much_text: 'В расшифровке больше слов, чем в двенадцати часах разговора.',
  too_slow: 'Файл читается слишком долго.',
  too_much_memory: 'На чтение файла нужно слишком много памяти.',
  recording: 'Это запись, а не расшифровка. Добавьте её как запись.',
  pdf: 'Это документ PDF. Сохраните его текст в TXT или выгрузите субтитры.',
  office_document:
    'Это офисный документ, который не читается как расшифровка. Сохраните его в DOCX или как простой текст (TXT).',
  spreadsheet:
    'Это таблица. Сохраните лист как текст с разделителями-табуляциями (время, имя, слова).',
  open_document: 'Это текст OpenDocument (ODT). Сохраните его в DOCX или как простой текст (TXT).',
  docx_damaged:
    'Этот документ Word не открывается: он обрезан, под паролем или без текста. Выгрузите его ещё раз.',
  docx_doctype:
    'В этом документе Word есть DOCTYPE, которого текстовые редакторы не пишут. Сохраните его в Word как новый DOCX.',
  docx_too_large:
    'В этом документе Word после распаковки больше 32 МБ текста. Сохраните расшифровку как простой текст (TXT).',
  docx_no_transcript:
    'Этот документ Word – не расшифровка: в нём нет ни имён перед словами, ни времени. Добавьте DOCX, который отдают Teams, Google Meet, Otter или Fireflies.',
  picture: 'Это картинка.',
  archive: 'Это архив. Распакуйте его и добавьте файл, который внутри.',
  web_page: 'Это веб-страница. Сохраните её текст в TXT или выгрузите субтитры.',
  other_captions: 'Это субтитры в другом формате. Выгрузите их в VTT или SRT.',
  chat: 'Это чат встречи: то, что писали, а не то, что говорили. В Zoom имя расшифровки кончается на .transcript.vtt.',
  notes_only:
    'Это заметки Gemini о встрече, а не то, что говорили. Выгрузите часть документа «📖 Transcript».',
  binary: 'Это не текст.',
  encoding_unknown:
    'Не удалось определить кодировку текста. Сохраните файл в UTF-8 (в Блокноте: «Сохранить как» → «Кодировка» → UTF-8) и добавьте его снова.',
  json_invalid: 'Файл начинается как JSON, но составлен с ошибкой: возможно, он обрезан.',
  json_syntax:
    'Файл похож на JSON, но запятая, кавычка или скобка в нём стоит неверно, и прочитать его нельзя. Выгрузите его ещё раз или добавьте VTT или SRT.',
  json_too_deep: 'JSON вложен слишком глубоко для расшифровки.',
  json_unknown:
    'В этом JSON нет списка реплик: слов, у каждых из которых есть говорящий или время.',
  json_no_turns:
    'В ответе Deepgram нет ни utterances, ни paragraphs. Запросите их: utterances=true или paragraphs=true.',
  json_segment: 'здесь должен стоять объект со словами одной реплики.',
  json_text: 'слов сегмента нет, или это не текст.',
  json_speaker: 'говорящий должен быть именем или номером.',
  json_time: 'время должно быть числом или временем вида 00:01:05, не меньше нуля.',
}

/** Describes in Russian what is wrong with the file. */
export const translateReason = ({ reason }: Pick<ImportError, 'reason'>): string => words[reason]

/** Adds the place in the file, and what to provide instead. */
export function describeImport({
  code,
  reason,
  pointer,
}: Pick<ImportError, 'code' | 'reason' | 'pointer'>): string {
  const at = pointer ? `${pointer}: ` : ''
  const instead =
    code === 'transcript_unrecognised' ? ' Подойдут VTT, SRT, SBV, DOCX, TXT и JSON.' : ''
  return `${at}${words[reason]}${instead}`
}
