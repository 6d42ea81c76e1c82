import type { Wording } from '../../en/index.ts'

/** The plans side by side, and what a change means. */
export const offers: Wording<'offers'> = {
  'offer.words': {
    one: 'Цены указаны за человека в месяц. В вашей организации {count} человек.',
    few: 'Цены указаны за человека в месяц. В вашей организации {count} человека.',
    many: 'Цены указаны за человека в месяц. В вашей организации {count} человек.',
    other: 'Цены указаны за человека в месяц. В вашей организации {count} человека.',
  },
  'offer.back': 'Назад к тарифу',
  'offer.current': 'Ваш тариф',
  'offer.newVersion':
    'Новые цены и лимиты вашего тарифа. Нынешние остаются, пока вы не выберете эти.',
  'offer.free': 'Бесплатно',
  'offer.byInvoice': 'По договору',
  'offer.seat': '{price} за человека в месяц',
  'offer.all': {
    one: '{price} в месяц за {count} человека',
    few: '{price} в месяц за {count} человек',
    many: '{price} в месяц за {count} человек',
    other: '{price} в месяц за {count} человека',
  },
  'offer.then': 'затем {price} за минуту',
  'offer.thenWaits': 'затем записи ждут',
  'offer.neverWaits': 'ничего не ждёт',
  'offer.more': 'Больше, чем сейчас',
  'offer.less': 'Меньше, чем сейчас',
  'offer.features': 'Возможности',
  'offer.has': 'Есть:',
  'offer.hasNot': 'Нет:',
  'offer.feature.ownProviders': 'Свои провайдеры речи и языковых моделей',
  'offer.feature.auditExport': 'Выгрузка журнала',
  'offer.choose': 'Выбрать «{name}»',
  'offer.operator': 'Оплата по счёту. Обратитесь к администратору установки: он его подключит.',
  'offer.operatorHolds':
    'Ваш тариф оплачивается по счёту. Его меняет администратор установки; обратитесь к нему.',
  'offer.overdue': 'Другой тариф можно выбрать после оплаты.',
  'offer.coming': 'С {when}: так решил владелец.',
  'offer.notOwner': 'Тариф меняет только владелец организации.',
  'offer.gone': 'Такого тарифа нет. Выберите один из этих.',
  'switch.title': 'С тарифа «{from}» на «{to}»',
  'switch.newVersion': 'Новые цены и лимиты тарифа «{name}»',
  'switch.others': 'Другие тарифы',
  'switch.dueNow': 'К оплате сейчас',
  'switch.keptForNext': '{price} останется для следующего счёта',
  'switch.nothingNow': 'Ничего',
  'switch.before': 'Сейчас в месяц',
  'switch.after': 'После смены в месяц',
  'switch.takesEffect': 'Начнёт действовать',
  'switch.atOnce': 'Сразу',
  'switch.next': 'Следующий счёт',
  'switch.lines': 'Из чего складывается сумма',
  'switch.loses': 'Что вы потеряете',
  'switch.exceeds': 'Что не помещается',
  'switch.exceeds.members': {
    one: '{count} участник, а место есть для {limit}. Никто не удаляется, но добавить никого нельзя, пока не станет меньше.',
    few: '{count} участника, а место есть для {limit}. Никто не удаляется, но добавить никого нельзя, пока не станет меньше.',
    many: '{count} участников, а место есть для {limit}. Никто не удаляется, но добавить никого нельзя, пока не станет меньше.',
    other:
      '{count} участника, а место есть для {limit}. Никто не удаляется, но добавить никого нельзя, пока не станет меньше.',
  },
  'switch.exceeds.storedBytes':
    'Записей {used}, а место есть для {limit}. Ничего не удаляется, но загрузить ничего нельзя, пока не станет меньше.',
  'switch.exceeds.transcribedMinutesPerMonth':
    'Минут распознано в этом месяце: {used}, а в тарифе {limit}. Новые записи подождут следующего месяца.',
  'switch.exceeds.modelCentsPerMonth':
    'На языковую модель в этом месяце ушло {used}, а в тарифе {limit}. Новые встречи подождут следующего месяца.',
  'switch.exceeds.ownScenarios': {
    one: '{count} собственный сценарий, а место есть для {limit}. Он остаётся, но новый не создать, пока не станет меньше.',
    few: '{count} собственных сценария, а место есть для {limit}. Все остаются, но новый не создать, пока не станет меньше.',
    many: '{count} собственных сценариев, а место есть для {limit}. Все остаются, но новый не создать, пока не станет меньше.',
    other:
      '{count} собственного сценария, а место есть для {limit}. Все остаются, но новый не создать, пока не станет меньше.',
  },
  'switch.exceeds.retentionDays':
    'Дней хранения: {used}, а в тарифе {limit}. Срок остаётся, но увеличить его нельзя.',
  'switch.exceeds.other': '{what}: сейчас {used}, а место есть для {limit}. Ничего не удаляется.',
  'switch.pay': 'Оплатить {price} и сменить',
  'switch.checkout': 'Перейти к оплате',
  'switch.now': 'Сменить на «{name}» сейчас',
  'switch.later': 'Сменить на «{name}» {when}',
  'switch.endOfMonth': 'Сменить на «{name}» в конце месяца',
  'switch.declinedAs': 'Оплата картой не прошла: {reason}.',
  'switch.declined': 'Ничего не изменилось, и деньги не списаны.',
  'switch.otherCard': 'Взять другую карту',
  'switch.willHold': 'Тариф «{name}» действует до {when}, затем его сменит «{next}».',
}
