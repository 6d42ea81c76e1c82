import type { Locale } from '../../../plugins/engine/index.ts'
import type { ProviderKind, ProviderTest, TestOutcome } from './contract.ts'
import type { ProbeResult } from './ports.ts'
import { translate, type Translated } from '../../../plugins/vocabulary.ts'

const words: Record<TestOutcome, Translated> = {
  ok: {
    en: 'The server answered and took the key.',
    ru: 'Сервер ответил и принял ключ.',
  },
  bad_credentials: {
    en: 'The server refused the key. Copy it again, or make a new one there.',
    ru: 'Сервер не принял ключ. Скопируйте его ещё раз или создайте там новый.',
  },
  not_allowed: {
    en: 'The server knows the key but does not allow it this. Check its rights and the plan.',
    ru: 'Сервер знает ключ, но этого ему не разрешает. Проверьте права ключа и тариф.',
  },
  no_credit: {
    en: 'The account has no credit left. Add some there.',
    ru: 'На счёте кончились деньги. Пополните его там.',
  },
  unknown_model: {
    en: 'The server does not know this model. Check its name.',
    ru: 'Сервер не знает такой модели. Проверьте её название.',
  },
  unknown_address: {
    en: 'Something answers there, but not at this path. Check the address; that of a model usually ends in /v1.',
    ru: 'Там кто-то отвечает, но не по этому пути. Проверьте адрес; у модели он обычно кончается на /v1.',
  },
  busy: {
    en: 'The server has too many requests just now. Test again in a while.',
    ru: 'Сервер сейчас перегружен запросами. Проверьте позже.',
  },
  refused: {
    en: 'The server refused the request. What it says may tell why.',
    ru: 'Сервер отклонил запрос. Причина может быть в его словах.',
  },
  out_of_order: {
    en: 'The server says that it is out of order. Test again later.',
    ru: 'Сервер сообщает о сбое у себя. Проверьте позже.',
  },
  unreachable: {
    en: 'No connection to the server. Check the address.',
    ru: 'С сервером нет связи. Проверьте адрес.',
  },
  timeout: {
    en: 'The server did not answer in time. Test again later.',
    ru: 'Сервер не ответил вовремя. Проверьте позже.',
  },
  unreadable: {
    en: 'What answered there is no such server. Check the address.',
    ru: 'Там отвечает не тот сервер. Проверьте адрес.',
  },
  address_refused: {
    en: 'AAM may not ask this address.',
    ru: 'К этому адресу AAM обращаться не может.',
  },
}

/** A Deepgram key may be restricted to transcription. */
const speechMessages: Partial<Record<TestOutcome, Translated>> = {
  not_allowed: {
    en: 'The server knows the key, but does not let it list projects, which is what the test asks. Recordings may be transcribed all the same: try a short one.',
    ru: 'Сервер знает ключ, но не даёт ему список проектов, а проверка спрашивает именно его. Записи при этом могут распознаваться: попробуйте короткую.',
  },
  unknown_address: {
    en: 'Something answers there, but has no list of projects, which is what the test asks. A Deepgram of your own may lack it: try a short recording.',
    ru: 'Там кто-то отвечает, но списка проектов, который спрашивает проверка, у него нет. У собственного Deepgram его может не быть: попробуйте короткую запись.',
  },
}

/** The outcome of a test and what to do about it. */
export const describeTest = (
  kind: ProviderKind,
  test: Pick<ProviderTest, 'outcome'> & Pick<ProbeResult, 'refusal'>,
  locale: Locale,
): string =>
  translate(
    test.refusal ??
      (kind === 'speech' ? speechMessages[test.outcome] : undefined) ??
      words[test.outcome],
    locale,
  )
