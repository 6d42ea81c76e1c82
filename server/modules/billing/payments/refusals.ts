import { AppError } from '../../../platform/errors.ts'
import type { Plan } from '../../../../tenants/plans/index.ts'
import { PlanHeld } from './plan-hold.ts'
import {
  PaymentDeclined,
  PaymentsRefused,
  PaymentsUnavailable,
  type RefusalCode,
} from '../ports.ts'

export const paymentsOff = (): AppError =>
  new AppError(
    'payments_off',
    'This installation takes no card payments: your AAM operator manages your plan. Ask them for another one.',
    [],
    {},
    'На этой установке AAM картой не платят: тарифы настраивает администратор установки. Попросите его сменить тариф.',
  )

const wantsProof = {
  en: 'the bank wants you to confirm the payment',
  ru: 'банк просит подтвердить платёж',
}

const reasons: Record<string, { en: string; ru: string }> = {
  insufficient_funds: {
    en: 'there is not enough money on it',
    ru: 'на ней недостаточно средств',
  },
  expired_card: { en: 'it has expired', ru: 'срок её действия истёк' },
  incorrect_cvc: { en: 'its security code is wrong', ru: 'код безопасности неверен' },
  invalid_cvc: { en: 'its security code is wrong', ru: 'код безопасности неверен' },
  authentication_required: wantsProof,
  subscription_payment_intent_requires_action: wantsProof,
  card_velocity_exceeded: {
    en: 'its limit for payments is reached',
    ru: 'по ней исчерпан лимит платежей',
  },
  currency_not_supported: {
    en: 'it does not take this currency',
    ru: 'она не принимает эту валюту',
  },
}
/** Banks ask not to reveal more, e.g. about a stolen card. */
const defaultReason = { en: 'the bank declined it', ru: 'банк её отклонил' }

const declined = ({ reason }: PaymentDeclined): AppError => {
  const { en, ru } = reasons[reason] ?? defaultReason
  return new AppError(
    'payment_declined',
    `The card was not charged: ${en}. Nothing was changed. Choose another card on the page Organisation → Plan → Manage payment (POST /billing/portal), and try again.`,
    [{ pointer: '', detail: en, inRussian: ru }],
    {},
    `Оплата картой не прошла: ${ru}. Ничего не изменено. Выберите другую карту на странице «Организация → Тариф → Управлять оплатой» (POST /billing/portal) и повторите.`,
  )
}

const defaultWaitSeconds = 10

const unavailable = ({ retryAfterMs }: PaymentsUnavailable): AppError => {
  const seconds = retryAfterMs === null ? defaultWaitSeconds : Math.ceil(retryAfterMs / 1_000)
  return new AppError(
    'unavailable',
    'The payment provider does not answer just now. Look at the page Organisation → Plan in a moment: it shows what holds. Then try again if need be.',
    [],
    { 'retry-after': String(seconds) },
    'Платёжный сервис сейчас не отвечает. Загляните чуть позже в «Организация → Тариф»: там показано, что действует. При необходимости повторите.',
  )
}

const refused: Record<RefusalCode, () => AppError> = {
  not_set_up: () =>
    new AppError(
      'payments_off',
      'This plan cannot be paid for yet: its prices are not at the payment provider. Tell your AAM operator to run “bun aam billing setup”.',
      [],
      {},
      'За этот тариф пока нельзя заплатить: его цен ещё нет у платёжного сервиса. Сообщите администратору установки, что нужно выполнить «bun aam billing setup».',
    ),
  overtaken: () =>
    new AppError(
      'conflict',
      'Another owner is about to subscribe to another plan. Agree on one, and try again.',
      [],
      {},
      'Другой владелец прямо сейчас оформляет другой тариф. Договоритесь об одном и повторите.',
    ),
  other_account: () =>
    new AppError(
      'conflict',
      'The payment provider does not know your organisation. Nothing was changed. Tell your AAM operator that its key (STRIPE_SECRET_KEY) belongs to another account.',
      [],
      {},
      'Платёжный сервис не знает вашу организацию. Ничего не изменено. Сообщите администратору установки, что её ключ (STRIPE_SECRET_KEY) принадлежит другой учётной записи.',
    ),
  customer_gone: changedOutside,
  gone: changedOutside,
  other: () =>
    new AppError(
      'conflict',
      'The payment provider refused this. Nothing was changed. Read the plan again and repeat; if it happens again, tell your AAM operator.',
      [],
      {},
      'Платёжный сервис отказал. Ничего не изменено. Обновите страницу тарифа и повторите; если не поможет, сообщите администратору установки.',
    ),
}

function changedOutside(): AppError {
  return new AppError(
    'conflict',
    'The subscription was changed at the payment provider in the meantime. Read the plan again and repeat.',
    [],
    {},
    'Подписку тем временем изменили на стороне платёжного сервиса. Обновите страницу тарифа и повторите.',
  )
}

const planHeld = (): AppError =>
  new AppError(
    'conflict',
    'Somebody is changing the plan of your organisation just now. Look at the plan in some seconds, and repeat this if it is still wanted.',
    [],
    { 'retry-after': '5' },
    'Тариф вашей организации прямо сейчас кто-то меняет. Через несколько секунд посмотрите на тариф и повторите, если это ещё нужно.',
  )

/** Maps what the port throws to an error for people. */
export function toRefusal(error: unknown): unknown {
  if (error instanceof PlanHeld) return planHeld()
  if (error instanceof PaymentDeclined) return declined(error)
  if (error instanceof PaymentsUnavailable) return unavailable(error)
  return error instanceof PaymentsRefused ? refused[error.code]() : error
}

const wrongState = (en: string, ru: string): AppError => new AppError('wrong_state', en, [], {}, ru)

export const alreadySubscribed = (): AppError =>
  wrongState(
    'Your organisation has a subscription already. Change its plan instead (POST /billing/plan).',
    'У вашей организации уже есть подписка. Смените её тариф (POST /billing/plan).',
  )

export const notSubscribed = (): AppError =>
  wrongState(
    'Your organisation has no subscription yet. Subscribe to a plan first (POST /billing/checkout).',
    'У вашей организации ещё нет подписки. Сначала оформите её (POST /billing/checkout).',
  )

export const paidByInvoice = (): AppError =>
  wrongState(
    'Your plan is paid by invoice. Ask your AAM operator to change it.',
    'Ваш тариф оплачивается по счёту. Попросите администратора установки сменить его.',
  )

export const notForSale = (): AppError =>
  wrongState(
    'This plan is not paid by card. Ask your AAM operator for it.',
    'Этот тариф не оплачивается картой. Обратитесь к администратору установки.',
  )

export const hasPlan = (): AppError =>
  wrongState(
    'Your organisation has this plan already. Choose another one.',
    'Этот тариф у вашей организации уже есть. Выберите другой.',
  )

export const paymentOverdue = (): AppError =>
  wrongState(
    'An invoice is not paid yet. Pay it on the page Organisation → Plan → Manage payment (POST /billing/portal), and change the plan then.',
    'Один счёт ещё не оплачен. Оплатите его на странице «Организация → Тариф → Управлять оплатой» (POST /billing/portal), затем меняйте тариф.',
  )

export const previewTooOld = (): AppError =>
  new AppError(
    'conflict',
    'The price that was shown is more than 15 minutes old. Nothing was changed. Ask for the price again (POST /billing/preview), and repeat.',
    [],
    {},
    'Показанной цене больше 15 минут. Ничего не изменено. Запросите цену ещё раз (POST /billing/preview) и повторите.',
  )

export const shownPriceDiffers = (): AppError =>
  new AppError(
    'conflict',
    'The price that was shown is of another number of people, or of another version of the plan. Nothing was changed. Ask for the price again (POST /billing/preview), and repeat.',
    [],
    {},
    'Показанная цена посчитана для другого числа людей или для другой версии тарифа. Ничего не изменено. Запросите цену ещё раз (POST /billing/preview) и повторите.',
  )

export const notFromPreview = (): AppError =>
  new AppError(
    'invalid_request',
    'This moment is yet to come. Nothing was changed. Send the one of the preview (POST /billing/preview), or none.',
    [
      {
        pointer: '/prorationDate',
        detail: 'must be the prorationDate of a preview',
        inRussian: 'ожидается prorationDate из предварительного расчёта',
      },
    ],
    {},
    'Этот момент ещё не наступил. Ничего не изменено. Передайте момент из предварительного расчёта (POST /billing/preview) или не передавайте его.',
  )

/** `isMetered`: by another version of the plan, or by another plan with paid minutes. */
export const meteredAlready = ({ name }: Plan, again: Date, isMetered: boolean): AppError => {
  const day = again.toISOString().slice(0, 10)
  return isMetered
    ? wrongState(
        `The included minutes of a month are granted once, and your organisation has used some of this month already. It can change to this ${name.en} from ${day} (UTC) on; nothing was changed.`,
        `Минуты, входящие в тариф, даются раз в месяц, и ваша организация уже пользовалась минутами этого месяца. Перейти на этот вариант тарифа «${name.ru}» можно с ${day} (UTC); ничего не изменено.`,
      )
    : wrongState(
        `Your organisation left ${name.en} this month, and its minutes were billed. It can come back from ${day} (UTC) on; nothing was changed.`,
        `В этом месяце ваша организация ушла с тарифа «${name.ru}», и за его минуты выставлен счёт. Вернуться можно с ${day} (UTC); ничего не изменено.`,
      )
}

export const nothingToCap = (): AppError =>
  wrongState(
    'Minutes past those of your plan are not paid for: there recordings wait, so there is nothing to cap. Choose a plan with paid minutes first (POST /billing/plan).',
    'Минуты сверх тарифа у вас не оплачиваются: записи там ждут, ограничивать нечего. Сначала выберите тариф с оплатой минут (POST /billing/plan).',
  )

export const notCancelled = (): AppError =>
  wrongState(
    'Your subscription is not cancelled: there is nothing to resume.',
    'Ваша подписка не отменена: возобновлять нечего.',
  )

export const noSuchPlan = (ids: readonly string[]): AppError =>
  new AppError(
    'invalid_request',
    'There is no such plan. Nothing was changed.',
    [
      {
        pointer: '/planId',
        detail: `must be one of ${ids.join(', ')}`,
        inRussian: `ожидается одно из: ${ids.join(', ')}`,
      },
    ],
    {},
    'Такого тарифа нет. Ничего не изменено.',
  )
