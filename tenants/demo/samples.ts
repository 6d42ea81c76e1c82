import type { Locale } from '../../plugins/vocabulary.ts'

export interface DemoSample {
  slug: string
  /** File beside this one. */
  file: string
  title: string
  language: Locale
  scenario: 'general-minutes'
  /** The caller converts these to `startedAt`, so that a demo never looks old. Local time, HH:MM. */
  startedAt: { daysAgo: number; time: string }
  clientName: string
  participants: { name: string; role: string }[]
}

/**
 * Two fictional meetings that a new installation can show at once; people, companies and numbers are invented. Names
 * are spelled as in the captions. Dates in the conversation are relative to the meeting's day.
 */
export const demoSamples: readonly DemoSample[] = [
  {
    slug: 'product-sync',
    file: 'product-sync.en.vtt',
    title: 'Moorly product sync: guest checkout, deposits, payouts',
    language: 'en',
    scenario: 'general-minutes',
    startedAt: { daysAgo: 1, time: '10:00' },
    clientName: 'Moorly',
    participants: [
      { name: 'Nadia Okafor', role: 'Product manager' },
      { name: 'Tom Brandvold', role: 'Engineering lead' },
      { name: 'Priya Raman', role: 'Product designer' },
      { name: 'Callum Reyes', role: 'Customer success' },
      { name: 'Ines Duarte', role: 'Data analyst' },
    ],
  },
  {
    slug: 'warehouse-rollout',
    file: 'warehouse-rollout.ru.vtt',
    title: 'Запуск складской системы в Берёзовке',
    language: 'ru',
    scenario: 'general-minutes',
    startedAt: { daysAgo: 2, time: '10:00' },
    clientName: 'Амбарика',
    participants: [
      { name: 'Марина Климова', role: 'Руководитель проекта' },
      { name: 'Денис Шубин', role: 'Аналитик складской системы' },
      { name: 'Руслан Ахметов', role: 'Инфраструктура и оборудование' },
      { name: 'Оксана Левченко', role: 'Кадры' },
      { name: 'Геннадий Лобанов', role: 'Начальник склада' },
      { name: 'Лиза Воронцова', role: 'Обучение персонала' },
    ],
  },
]

/**
 * A third meeting as a recording: three synthesised voices (flite) read a fictional status meeting, whose text is in
 * `script`. It needs a speech provider and waits without one.
 */
export const demoRecording = {
  slug: 'garden-portal',
  file: 'garden-portal.en.mp3',
  script: 'garden-portal.en.txt',
  title: 'Fenwick Gardens: portal status (recording)',
  language: 'en',
  scenario: 'general-minutes',
  startedAt: { daysAgo: 0, time: '09:00' },
  clientName: 'Fenwick Gardens',
  participants: [
    { name: 'Maya Lindqvist', role: 'Project lead' },
    { name: 'Peter Hale', role: 'Client, operations' },
    { name: 'Ivo Brandt', role: 'Data' },
  ],
} as const
