/** Why a request to a URL chosen by an organisation was not sent, or its response rejected. */
const reasons = {
  malformed: {
    en: 'AAM cannot use this address. Enter one like https://models.example.com/v1.',
    ru: 'Это не адрес, с которым может работать AAM. Пример: https://models.example.com/v1.',
  },
  not_secure: {
    en: 'The address must start with https://.',
    ru: 'Адрес должен начинаться с https://.',
  },
  credentials: {
    en: 'The address must not contain a name or password. Enter the key in its own field.',
    ru: 'В адресе не должно быть имени и пароля. Для ключа есть отдельное поле.',
  },
  odd_spelling: {
    en: 'The address spells its host in an unusual way. Enter a name, or four plain numbers separated by dots.',
    ru: 'Узел в адресе записан необычно. Укажите имя или четыре числа через точки.',
  },
  port: {
    en: 'This port belongs to another kind of service. Use 443, or the port of the server’s web interface.',
    ru: 'Этот порт занят службами другого рода. Укажите 443 или порт, на котором отвечает сервер.',
  },
  inside: {
    en: 'This address leads into the network that AAM runs in. Your AAM operator can allow it with OUTBOUND_ALLOW.',
    ru: 'Этот адрес ведёт во внутреннюю сеть AAM. Открыть его может оператор этой установки: переменная OUTBOUND_ALLOW.',
  },
  unresolved: {
    en: 'No server with this name was found. Check the spelling.',
    ru: 'Сервер с таким именем не найден. Проверьте написание.',
  },
  redirected: {
    en: 'The server sends on to another address, which AAM does not follow. Enter the address where it answers itself.',
    ru: 'Сервер перенаправляет на другой адрес, а AAM по перенаправлениям не ходит. Укажите адрес, где он отвечает сам.',
  },
  too_large: {
    en: 'The server’s answer was larger than AAM takes.',
    ru: 'Ответ сервера больше, чем принимает AAM.',
  },
  too_slow: {
    en: 'The server did not finish its answer in time.',
    ru: 'Сервер не успел ответить за отведённое время.',
  },
} as const

export type OutboundReason = keyof typeof reasons

/** A request that was not sent, or whose response was rejected. Its texts are for the people who chose the URL. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused'
  readonly inEnglish: string
  readonly inRussian: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  constructor(readonly reason: OutboundReason) {
    super(`outbound: ${reason}`)
    this.inEnglish = reasons[reason].en
    this.inRussian = reasons[reason].ru
    this.retryable = reason === 'unresolved' || reason === 'too_slow'
  }
}

/** Finds the OutboundRefused in a chain of causes, since SDKs wrap what their `fetch` throws. */
export function findRefusal(error: unknown): OutboundRefused | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 6; one = one.cause, depth++) {
    if (one instanceof OutboundRefused) return one
  }
  return null
}
