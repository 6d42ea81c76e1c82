import type { MeetingFacts } from './states.ts'

export const describeStatus = ({ status }: MeetingFacts): string => status.replace('_', ' ')

const statusInRussian: Record<MeetingFacts['status'], string> = {
  draft: 'Это черновик встречи',
  uploading: 'Запись загружается',
  queued: 'Встреча в очереди',
  waiting: 'Встреча ожидает',
  transcribing: 'Сейчас распознаём речь',
  analysing: 'Сейчас ищем итоги',
  in_review: 'Встреча на проверке',
  accepted: 'Встреча принята',
  failed: 'Работа над встречей не удалась',
  cancelled: 'Работа над встречей остановлена',
}

export const describeStatusInRussian = ({ status }: MeetingFacts): string => statusInRussian[status]
