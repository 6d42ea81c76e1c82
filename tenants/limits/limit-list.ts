import type { ErrorCode } from '../../server/platform/errors.ts'

type Window = 'minute' | 'day' | 'month'

interface Limit {
  /** The counted unit, as it follows a number. */
  unit: { en: string; ru: string }
  /** When the count resets, in UTC; null for what counts until it is released. */
  window: Window | null
  /** What people can do, for a limit without a window. */
  remedy?: { en: string; ru: string }
  /** Used when neither the operator nor the plan sets a limit; null means unlimited. */
  defaults: { organisation: number | null; person: number | null }
  code: ErrorCode
  /** Applies only to organisations, not to single people. */
  ofOrganisation?: true
  /** Owners are warned before it is reached, since work would wait or be rejected in the middle of the month. */
  warns?: true
}

const unlimited = { organisation: null, person: null }

/** All limits that an operator can set, for an organisation and for each of its people. */
export const limitList = {
  requestsPerMinute: {
    unit: { en: 'requests a minute', ru: 'запросов в минуту' },
    window: 'minute',
    defaults: unlimited,
    code: 'too_many_requests',
  },
  liveStreams: {
    unit: { en: 'open live streams', ru: 'открытых потоков событий' },
    window: null,
    remedy: {
      en: 'Close AAM in other windows and programs.',
      ru: 'Закройте AAM в других окнах и программах.',
    },
    defaults: { organisation: 1_000, person: 30 },
    code: 'too_many_streams',
  },
  openUploads: {
    unit: { en: 'uploads under way', ru: 'незавершённых загрузок' },
    window: null,
    remedy: {
      en: 'Let one finish or cancel it; an abandoned one expires after a day.',
      ru: 'Дождитесь конца одной из них или отмените её; брошенная загрузка снимается через сутки.',
    },
    defaults: { organisation: 500, person: 50 },
    code: 'upload_limit_reached',
  },
  openUploadBytes: {
    unit: { en: 'bytes in uploads under way', ru: 'байт в незавершённых загрузках' },
    window: null,
    remedy: {
      en: 'Let an upload finish or cancel it, or send a smaller file.',
      ru: 'Дождитесь конца загрузки, отмените её или отправьте файл поменьше.',
    },
    defaults: unlimited,
    code: 'upload_limit_reached',
  },
  storedBytes: {
    unit: { en: 'bytes of recordings', ru: 'байт записей' },
    window: null,
    remedy: {
      en: 'Delete meetings whose recordings nobody needs.',
      ru: 'Удалите встречи, записи которых больше не нужны.',
    },
    defaults: unlimited,
    code: 'upload_limit_reached',
    warns: true,
  },
  apiKeys: {
    unit: { en: 'API keys in force', ru: 'действующих ключей API' },
    window: null,
    remedy: {
      en: 'Revoke a key that nobody uses.',
      ru: 'Отзовите ключ, которым никто не пользуется.',
    },
    defaults: { organisation: 1_000, person: 50 },
    code: 'key_limit_reached',
  },
  mailsPerDay: {
    unit: { en: 'letters a day', ru: 'писем в сутки' },
    window: 'day',
    defaults: { organisation: 2_000, person: null },
    code: 'mail_limit_reached',
  },
  /** Part of `mailsPerDay`: anybody can cause these, so they must not use up the mails for invitations and resets. */
  joiningMailsPerDay: {
    unit: {
      en: 'letters a day to people who ask to join',
      ru: 'писем в сутки тем, кто хочет присоединиться',
    },
    window: 'day',
    defaults: { organisation: 200, person: null },
    code: 'mail_limit_reached',
  },
  runsPerDay: {
    unit: { en: 'runs a day', ru: 'запусков сценариев в сутки' },
    window: 'day',
    defaults: unlimited,
    code: 'run_limit_reached',
  },
  modelCentsPerMonth: {
    unit: {
      en: 'US cents a month for calls to the language model',
      ru: 'центов США в месяц на обращения к языковой модели',
    },
    window: 'month',
    defaults: unlimited,
    code: 'spending_limit_reached',
    warns: true,
  },
  transcribedMinutesPerMonth: {
    unit: { en: 'transcribed minutes a month', ru: 'минут распознанной речи в месяц' },
    window: 'month',
    defaults: unlimited,
    code: 'minute_limit_reached',
    warns: true,
  },
  members: {
    unit: { en: 'members', ru: 'участников' },
    window: null,
    remedy: {
      en: 'Deactivate a member who is not here any more.',
      ru: 'Отключите участника, который больше не с вами.',
    },
    defaults: unlimited,
    code: 'member_limit_reached',
    ofOrganisation: true,
  },
  ownScenarios: {
    unit: { en: 'scenarios of your own', ru: 'собственных сценариев' },
    window: null,
    remedy: {
      en: 'Delete a draft, or deprecate the versions of a scenario that nobody uses.',
      ru: 'Удалите черновик или снимите версии сценария, которым никто не пользуется.',
    },
    defaults: unlimited,
    code: 'scenario_limit_reached',
    ofOrganisation: true,
  },
  retentionDays: {
    unit: { en: 'days that things may be kept', ru: 'дней, сколько можно хранить данные' },
    window: null,
    remedy: {
      en: 'Choose a shorter time.',
      ru: 'Выберите срок короче.',
    },
    defaults: unlimited,
    code: 'retention_limit_reached',
    ofOrganisation: true,
  },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limitList
export const limitNames = Object.keys(limitList) as LimitName[]
export const isLimitName = (name: string): name is LimitName => Object.hasOwn(limitList, name)
export const limitOf = (name: LimitName): Limit => limitList[name]

/** The period of a window that contains a time, and when the next one begins. */
export function periodOf(window: Window, at: Date): { period: string; endsAt: Date } {
  const text = at.toISOString()
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  if (window === 'month')
    return { period: text.slice(0, 7), endsAt: new Date(Date.UTC(year, month + 1)) }
  if (window === 'day')
    return { period: text.slice(0, 10), endsAt: new Date(Date.UTC(year, month, day + 1)) }
  const endsAt = new Date(at)
  endsAt.setUTCMinutes(at.getUTCMinutes() + 1, 0, 0)
  return { period: text.slice(0, 16), endsAt }
}
