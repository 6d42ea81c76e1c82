import type { Wording } from '../../en/index.ts'

export const plan: Wording<'plan'> = {
  'plan.selfHosted':
    'Эту установку AAM вы ведёте сами: тариф здесь ничего не ограничивает, и платить не за что.',
  'plan.noCards':
    'Карты здесь не принимаются: тарифы меняет и оплату отмечает администратор установки.',
  'plan.trial': 'Пробный период до {when}; затем действует бесплатный тариф. Ничего не удаляется.',
  'plan.invoice': 'Оплачено по счёту до {when}.',
  'plan.overdue':
    'Счёт просрочен с {since}. Если его не оплатить, с {when} действует бесплатный тариф.',
  'plan.lapsed.trial_over':
    'Пробный период тарифа «{name}» закончился, действуют лимиты бесплатного. Продолжить тариф может администратор установки, а где принимают карты – и владелец: он его оплачивает.',
  'plan.lapsed.unpaid':
    'Счёт за тариф «{name}» не оплачен, до оплаты действуют лимиты бесплатного.',
  'plan.lapsed.cancelled': 'Тариф «{name}» отменён, действуют лимиты бесплатного.',
  'plan.limits': 'Лимиты',
  'plan.others': 'Что бережёт сервер',
  'plan.othersWords': 'Эти лимиты действуют для всех, чтобы никто не занял всю машину.',
  'plan.used': '{used} из {limit}',
  'plan.usedOnly': '{used}, без лимита',
  'plan.limitOnly': 'не больше {limit}',
  'plan.unlimited': 'Без лимита',
  'plan.full': 'Исчерпано',
  'plan.again': 'Счёт начнётся заново {when}, в полночь по UTC.',
  'plan.origin.plan': 'По тарифу.',
  'plan.origin.default': 'Как обычно.',
  'plan.origin.override': 'Установил администратор установки.',
  'plan.origin.until': 'Установил администратор установки, до {when}.',
  'plan.reason': 'Почему: {reason}',
  'plan.limit.requestsPerMinute': 'Запросы в минуту',
  'plan.limit.liveStreams': 'Открытые потоки событий',
  'plan.limit.openUploads': 'Незавершённые загрузки',
  'plan.limit.openUploadBytes': 'Объём незавершённых загрузок',
  'plan.limit.storedBytes': 'Хранимые записи',
  'plan.limit.apiKeys': 'Ключи API',
  'plan.limit.mailsPerDay': 'Письма в сутки',
  'plan.limit.joiningMailsPerDay': 'Письма в сутки тем, кто хочет присоединиться',
  'plan.limit.runsPerDay': 'Запуски сценариев в сутки',
  'plan.limit.modelCentsPerMonth': 'Языковая модель, в месяц',
  'plan.limit.transcribedMinutesPerMonth': 'Минуты распознавания в месяц',
  'plan.limit.members': 'Участники',
  'plan.limit.ownScenarios': 'Собственные сценарии',
  'plan.limit.retentionDays': 'Сколько дней можно хранить данные',
  'plan.at.requestsPerMinute':
    'Сверх лимита программам предлагается подождать до следующей минуты.',
  'plan.at.liveStreams': 'Сверх лимита новое окно не узнаёт об изменениях сразу.',
  'plan.at.openUploads': 'Сверх лимита загрузка не начнётся, пока не закончится другая.',
  'plan.at.openUploadBytes': 'Сверх лимита загрузка не начнётся, пока не закончится другая.',
  'plan.at.storedBytes':
    'Сверх лимита загрузки не начнутся, пока не удалены записи. Сохранённое остаётся.',
  'plan.at.apiKeys': 'Сверх лимита новый ключ не создать.',
  'plan.at.mailsPerDay': 'Сверх лимита письма не отправляются до следующих суток.',
  'plan.at.joiningMailsPerDay':
    'Сверх лимита ссылки для присоединения не отправляются до следующих суток.',
  'plan.at.runsPerDay': 'Сверх лимита встречи ждут и сами продолжаются на следующие сутки.',
  'plan.at.modelCentsPerMonth':
    'Сверх лимита встречи ждут и сами продолжаются первого числа следующего месяца или с тарифом побольше.',
  'plan.at.transcribedMinutesPerMonth':
    'Сверх лимита записи ждут и сами продолжаются первого числа следующего месяца или с тарифом побольше.',
  'plan.paidMinute': 'Дальше каждая минута стоит {price}; записи не ждут.',
  'plan.cappedMinute':
    'Сверх включённых ({included}) каждая минута стоит {price}. При достижении потолка {cap} записи ждут.',
  'plan.at.members': 'Сверх лимита никто не присоединится, пока кого-нибудь не отключат.',
  'plan.at.ownScenarios':
    'Сверх лимита сценарий не создать, пока не удалён черновик или не снят другой сценарий.',
  'plan.at.retentionDays': 'Более долгий срок не выбрать. Уже сохранённое остаётся.',
  'notice.nearly': '{what}: использовано не меньше {percent} %.',
  'notice.full': '{what}: исчерпано.',
  'notice.paidMinute': 'Дальше каждая минута стоит {price}.',
  'notice.soonPaidMinute': 'Сверх лимита каждая минута стоит {price}.',
  'notice.capped':
    'Записи ждут до первого числа следующего месяца или пока владелец не поднимет потолок {cap}.',
  'notice.soonCapped': 'При достижении потолка {cap} записи будут ждать.',
  'notice.toPlan': 'Открыть тариф',
}
