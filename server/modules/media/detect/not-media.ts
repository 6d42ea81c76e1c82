import { AppError } from '../../../platform/errors.ts'
import type { ForeignKind } from './foreign-kind.ts'

const words: Record<ForeignKind, { en: string; ru: string }> = {
  transcript: {
    en: 'This is text, not a recording. Add it as a transcript instead.',
    ru: 'Это текст, а не запись. Добавьте его как расшифровку.',
  },
  zip: {
    en: 'This is an archive or a document. Unpack it and upload the recording inside.',
    ru: 'Это архив или документ. Распакуйте его и загрузите саму запись.',
  },
  pdf: {
    en: 'This is a PDF. Upload the recording itself, or add the text as a transcript.',
    ru: 'Это PDF. Загрузите саму запись или добавьте текст как расшифровку.',
  },
  image: {
    en: 'This is a picture. Upload the recording itself.',
    ru: 'Это изображение. Загрузите саму запись.',
  },
  document: {
    en: 'This is a document. Upload the recording itself, or add the text as a transcript.',
    ru: 'Это документ. Загрузите саму запись или добавьте текст как расшифровку.',
  },
  dictation: {
    en: 'This is a dictation file (DSS or DS2), which only its own program can read. Save it there as MP3 or WAV and upload that.',
    ru: 'Это файл диктофона (DSS или DS2): его читает только программа диктофона. Сохраните его там в MP3 или WAV и загрузите.',
  },
  protected: {
    en: 'This recording is copy-protected (DRM), so only the seller’s own player can play it. Upload an unprotected one.',
    ru: 'Эта запись защищена от копирования (DRM): её воспроизводит только программа магазина. Загрузите незащищённую.',
  },
  outdated: {
    en: 'AAM cannot read this format (RealMedia, Monkey’s Audio, TTA, DSD). Save the recording as MP3, M4A or WAV and upload that.',
    ru: 'Такие записи (RealMedia, Monkey’s Audio, TTA, DSD) AAM не читает. Сохраните её в MP3, M4A или WAV и загрузите.',
  },
  empty: {
    en: 'The file is empty. Export the recording again.',
    ru: 'Файл пуст. Сохраните запись заново.',
  },
  unknown: {
    en: 'AAM does not recognise this as a recording, or it is damaged. Export it as MP4, WebM, MP3, M4A or WAV and upload that.',
    ru: 'AAM не знает такой записи, или она повреждена. Сохраните её в MP4, WebM, MP3, M4A или WAV и загрузите.',
  },
}

/** The error for a file that is not an audio or video recording: what it is, and what to do. */
export const notMedia = (kind: ForeignKind): AppError =>
  new AppError(
    'not_media',
    `${words[kind].en} The upload was removed.`,
    [{ pointer: '', detail: words[kind].en, inRussian: words[kind].ru, reason: `media_${kind}` }],
    {},
    `${words[kind].ru} Загрузка удалена.`,
  )
