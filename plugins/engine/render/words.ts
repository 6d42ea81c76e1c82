import type { Locale } from '../types.ts'

/** Fixed texts of documents, in each language. */
export const documentWords = {
  en: {
    extractive:
      'Made without a language model: items are sentences cut from the transcript and marked “likely”. Check them before you rely on them.',
    model: (provider: string) => `Made by ${provider}; every quote is cut from the transcript.`,
    'needs-model': 'This section needs a language model.',
    empty: 'Nothing of this kind was found.',
    failed: 'Part of this section could not be filled.',
    instruction: 'Words in the meeting that are addressed to a language model were left out here.',
    personal: 'Personal matters were left out here: this kind of meeting never records them.',
    weak: 'wording not fully confirmed by the transcript',
    unsupported: 'not found in the transcript',
    unknownSpeaker: 'Unknown speaker',
    kind: 'Kind of meeting',
    date: 'Date',
    client: 'Client',
    participants: 'Participants',
    accepted: 'Accepted',
    draft: 'Draft: nobody has accepted this result yet.',
    nothing: 'Nothing was recorded.',
    yes: 'yes',
    no: 'no',
  },
  ru: {
    extractive:
      'Составлено без языковой модели: пункты — это вероятные решения и поручения, фразы из записи без слов-паразитов; цитаты дословные. Проверьте их, прежде чем на них полагаться.',
    model: (provider: string) =>
      `Составлено моделью ${provider}; каждая цитата вырезана из записи.`,
    'needs-model': 'Для этого раздела нужна языковая модель.',
    empty: 'Ничего такого не нашлось.',
    failed: 'Часть раздела заполнить не удалось.',
    instruction: 'Слова, обращённые к языковой модели, сюда не попали.',
    personal: 'Личные сведения сюда не попали: на таких встречах их не фиксируют.',
    weak: 'запись подтверждает это не полностью',
    unsupported: 'в записи не найдено',
    unknownSpeaker: 'Участник не назван',
    kind: 'Вид встречи',
    date: 'Дата',
    client: 'Клиент',
    participants: 'Участники',
    accepted: 'Принято',
    draft: 'Черновик: этот результат ещё никто не принял.',
    nothing: 'Ничего не зафиксировано.',
    yes: 'да',
    no: 'нет',
  },
} satisfies Record<Locale, Record<string, unknown>>
