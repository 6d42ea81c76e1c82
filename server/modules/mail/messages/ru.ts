import { countedInRussian } from '../../../platform/russian-plurals.ts'
import { type LimitName, limitOf } from '../../../../tenants/limits/limit-list.ts'
import type { MinutePrice, MinutesCap } from '../../../../tenants/limits/paid-minutes.ts'
import { formatMoney } from '../../../platform/money.ts'
import type { MailDictionary, MailKinds } from '../mail-kinds.ts'

const notYou = 'Если это были не вы, ничего не делайте: без ссылки ничего не произойдёт.'

const hoursOf = (count: number) => countedInRussian(count, 'часа', 'часов', 'часов')

const changes: Record<MailKinds['sign-in-changed']['change'], string> = {
  app_added: 'Подключено приложение с кодами: при входе потребуется код из него.',
  app_removed: 'Приложение с кодами удалено.',
  passkey_added: 'Добавлен ключ доступа.',
  passkey_removed: 'Ключ доступа удалён.',
  codes_renewed: 'Созданы новые резервные коды; прежние больше не действуют.',
  code_used:
    'Один из ваших резервных кодов использован как подтверждение, что это вы. Второй раз он не сработает.',
  factors_reset: 'Администратор удалил ваш второй фактор: теперь для входа хватит пароля.',
}

const pastLimit: Partial<Record<LimitName, string>> = {
  transcribedMinutesPerMonth: 'записи ждут и сами продолжаются первого числа следующего месяца',
  modelCentsPerMonth: 'встречи ждут и сами продолжаются первого числа следующего месяца',
  storedBytes: 'загрузки не начинаются, пока не удалены записи; сохранённое остаётся',
}

const describeStop = (name: LimitName): string =>
  `${pastLimit[name] ?? 'всё сверх него не принимается'}. Начатое завершится.`

const describeCap = ({ minor, currency }: MinutesCap): string =>
  `записи ждут: дополнительные минуты этого месяца стоят ${formatMoney(minor, currency, 'ru')} – это потолок, который задал владелец. Они сами продолжатся первого числа следующего месяца или как только владелец поднимет потолок в разделе «Организация → Тариф». Начатое завершится.`

const describePrice = ({ minorDecimal, currency }: MinutePrice): string =>
  `каждая следующая минута стоит ${formatMoney(minorDecimal, currency, 'ru')} – до конца месяца (UTC). Записи не ждут.`

export const ru: MailDictionary = {
  invitation: ({ organisation, inviter, note, link, days }) => ({
    subject: `${inviter} приглашает вас в «${organisation}»`,
    before: [
      `${inviter} приглашает вас присоединиться к «${organisation}» в AAM: записи встреч становятся там проверенными итогами.`,
      ...(note ? [`«${note}»`] : []),
    ],
    action: { label: 'Присоединиться', link },
    after: [
      `Ссылка сработает один раз в течение ${countedInRussian(days, 'дня', 'дней', 'дней')}. Она только для вас, не пересылайте её.`,
    ],
  }),
  join: ({ organisation, link, days }) => ({
    subject: `Вступление в «${organisation}»`,
    before: [
      `Вы хотите присоединиться к «${organisation}» в AAM с этим адресом. Ваша организация разрешает коллегам делать это самим.`,
    ],
    action: { label: 'Присоединиться', link },
    after: [
      `Ссылка сработает один раз в течение ${countedInRussian(days, 'дня', 'дней', 'дней')}.`,
      notYou,
    ],
  }),
  'reset-password': ({ organisation, link, minutes }) => ({
    subject: `Новый пароль для «${organisation}»`,
    before: [`Кто-то запросил новый пароль для вашей учётной записи в «${organisation}».`],
    action: { label: 'Задать новый пароль', link },
    after: [
      `Ссылка сработает один раз в течение ${countedInRussian(minutes, 'минуты', 'минут', 'минут')}.`,
      notYou,
    ],
  }),
  'change-email': ({ organisation, link, hours }) => ({
    subject: `Подтвердите новый адрес для «${organisation}»`,
    before: [`Вы попросили входить в «${organisation}» с этим адресом.`],
    action: { label: 'Подтвердить адрес', link },
    after: [`Ссылка сработает один раз в течение ${hoursOf(hours)}.`, notYou],
  }),
  'leave-email': ({ organisation, email, link, hours }) => ({
    subject: `Ваш адрес в «${organisation}» скоро изменится`,
    before: [
      `Кто-то попросил, чтобы ваша учётная запись в «${organisation}» входила с адресом ${email} вместо этого. Адрес изменится, когда согласятся оба.`,
    ],
    action: { label: 'Согласиться на замену', link },
    after: [
      `Ссылка сработает один раз в течение ${hoursOf(hours)}.`,
      'Если это были не вы, не открывайте ссылку и смените пароль: кто-то вошёл под вашим именем.',
    ],
  }),
  'email-taken': ({ organisation }) => ({
    subject: `Ваш адрес в «${organisation}»`,
    before: [
      `Кто-то в «${organisation}» попросил привязать этот адрес к своей учётной записи. С ним у вас уже есть учётная запись, поэтому ничего не изменилось.`,
    ],
    action: null,
    after: ['Если это были вы, войдите с этим адресом.'],
  }),
  'sign-in-changed': ({ organisation, change }) => ({
    subject: `Изменился ваш вход в «${organisation}»`,
    before: [`${changes[change]} Это о вашей учётной записи в «${organisation}».`],
    action: null,
    after: ['Если это были не вы, смените пароль и сообщите администратору организации.'],
  }),
  'email-changed': ({ organisation }) => ({
    subject: `Ваш адрес в «${organisation}» изменён`,
    before: [
      `У вашей учётной записи в «${organisation}» теперь другой адрес почты. Если это были не вы, сразу сообщите администратору организации.`,
    ],
    action: null,
    after: [],
  }),
  'prove-email': ({ organisation, link, hours }) => ({
    subject: `Подтвердите адрес, чтобы открыть «${organisation}»`,
    before: [
      `«${organisation}» готова. Подтвердите, что это ваш адрес, паролем, который вы выбрали, и она откроется.`,
    ],
    action: { label: 'Подтвердить и открыть', link },
    after: [`Ссылка сработает один раз в течение ${hoursOf(hours)}.`, notYou],
  }),
  'prove-address': ({ organisation, link, hours }) => ({
    subject: `Подтвердите свой адрес в «${organisation}»`,
    before: [
      `Вы хотите подтвердить, что этот адрес вашей учётной записи в «${organisation}» – ваш. Подтвердите его своим паролем.`,
    ],
    action: { label: 'Подтвердить адрес', link },
    after: [`Ссылка сработает один раз и действует ${hoursOf(hours)}.`, notYou],
  }),
  'your-organisation': ({ organisation, link }) => ({
    subject: `Где войти в «${organisation}»`,
    before: [`Вы спрашивали, где входить. У вас есть учётная запись в «${organisation}».`],
    action: { label: 'Открыть страницу входа', link },
    after: ['Если вы не спрашивали, ничего не делайте.'],
  }),
  'limit-warning': ({ organisation, name, threshold, price, cap }) => ({
    subject:
      threshold >= 100
        ? `«${organisation}»: лимит исчерпан – ${limitOf(name).unit.ru}`
        : `«${organisation}»: использовано ${threshold} % лимита – ${limitOf(name).unit.ru}`,
    before: [
      threshold >= 100
        ? `Лимит организации «${organisation}» исчерпан: ${limitOf(name).unit.ru}.`
        : `Использовано ${threshold} % лимита организации «${organisation}»: ${limitOf(name).unit.ru}.`,
      `${threshold >= 100 ? 'Теперь' : 'Когда он закончится,'} ${cap ? describeCap(cap) : price ? describePrice(price) : describeStop(name)}`,
    ],
    action: null,
    after: [
      `Все лимиты и что использовано – в разделе «Организация → Тариф». ${cap ? 'Там же владелец поднимает потолок или снимает его.' : 'Больше даёт тариф побольше; увеличить лимит может и администратор установки.'}`,
    ],
  }),
  test: ({ organisation }) => ({
    subject: `Проверочное письмо от «${organisation}»`,
    before: ['Письма от AAM доходят: отправка работает.'],
    action: null,
    after: [],
  }),
}
