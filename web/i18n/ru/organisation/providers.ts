import type { Wording } from '../../en/index.ts'

export const providers: Wording<'providers'> = {
  'organisation.providers': 'Провайдеры',
  'providers.words':
    'Обычно ваши встречи обрабатывает то, что предлагает этот AAM. Подключите свою учётную запись, и со следующей встречи будет работать её ключ.',
  'providers.speech.title': 'Распознавание речи',
  'providers.speech.words': 'Превращает записи в текст.',
  'providers.model.title': 'Языковая модель',
  'providers.model.words': 'Находит в сказанном решения, задачи и остальное.',
  'providers.now': 'Сейчас',
  'providers.own': 'Своё',
  'providers.ours': 'Наше',
  'providers.none': 'Нет',
  'providers.now.own.speech': 'Deepgram с вашим ключом',
  'providers.now.own.model': '{model} с вашим ключом',
  'providers.now.own.keyless': '{model} без ключа',
  'providers.now.operator': '{name}, предлагает этот AAM',
  'providers.now.built-in': 'Встроенный обработчик, никуда ничего не отправляет',
  'providers.now.none': 'Никто: записи ждут, пока не появится, кому их распознавать',
  'providers.set': 'Подключено: {name} · {when}',
  'providers.setByGone': 'Подключено: {when}',
  'providers.key': 'Ключ',
  'providers.key.speech.hint':
    'Из вашего кабинета Deepgram. Хранится зашифрованным и больше не показывается.',
  'providers.key.model.hint':
    'Из учётной записи, с которой оплачивается модель. Хранится зашифрованным и больше не показывается.',
  'providers.key.kept': 'Ключ сохранён. Оставьте поле пустым, чтобы работать с ним дальше.',
  'providers.key.keptEnd':
    'Сохранён ключ, который кончается на {end}. Оставьте поле пустым, чтобы работать с ним дальше.',
  'providers.noKey': 'Этот сервер не спрашивает ключ',
  'providers.address': 'Адрес',
  'providers.address.speech.hint': 'Только для собственного Deepgram; пусто — deepgram.com.',
  'providers.address.model.hint':
    'Любой сервер с чатом в формате OpenAI, адрес до /v1 включительно; пусто — OpenAI.',
  'providers.model': 'Модель',
  'providers.model.hint': 'Как её называет сервер, например gpt-5-mini.',
  'providers.context': 'Контекст',
  'providers.context.hint': 'Сколько токенов она принимает за раз, если AAM её не знает.',
  'providers.context.fault': 'Целое число от 4000 до 10000000.',
  'providers.save': 'Сохранить',
  'providers.saved': 'Сохранено. Работает со следующей встречи.',
  'providers.test': 'Проверить',
  'providers.test.busy': 'Проверяем…',
  'providers.test.ok': 'Работает',
  'providers.test.bad': 'Не работает',
  'providers.test.tried': 'Запрос: {what}',
  'providers.test.answer': 'Ответ: {status}',
  'providers.test.noAnswer': 'Ответа не было',
  'providers.test.after': 'через {ms} мс',
  'providers.test.model': 'модель {model}',
  'providers.test.said': 'Сервер отвечает: «{words}»',
  'providers.test.when': 'Проверено: {when}',
  'providers.remove': 'Убрать',
  'providers.remove.speech.title': 'Убрать своё распознавание речи?',
  'providers.remove.model.title': 'Убрать свою языковую модель?',
  'providers.remove.then.operator':
    'Ключ будет удалён. Со следующей встречи работать будет {name}, которую предлагает этот AAM. Начатое закончится по-прежнему.',
  'providers.remove.then.built-in':
    'Ключ будет удалён. Со следующей встречи разделы будет заполнять встроенный обработчик, он находит меньше. Начатое закончится по-прежнему.',
  'providers.remove.then.none':
    'Ключ будет удалён. Новые записи будут ждать, пока не появится, кому их распознавать; расшифровки добавлять можно и дальше. Начатое закончится по-прежнему.',
  'providers.removed': 'Убрано',
  'fault.provider_key': 'Введите ключ.',
  'fault.provider_key_again': 'Введите ключ ещё раз: сохранённый относится к другому адресу.',
  'fault.provider_key_plain':
    'Ключ — одно слово из латинских букв, цифр и знаков. Скопируйте его ещё раз.',
  'fault.provider_model': 'Укажите модель.',
  'fault.outbound_malformed': 'Запишите адрес так: https://models.example.com/v1.',
  'fault.outbound_not_secure': 'Адрес должен начинаться с https://.',
  'fault.outbound_credentials':
    'В адресе не должно быть имени и пароля. Для ключа есть отдельное поле.',
  'fault.outbound_odd_spelling': 'Укажите имя узла или четыре обычных числа через точки.',
  'fault.outbound_port':
    'Этот порт занят службами другого рода. Укажите 443 или порт, на котором отвечает сервер.',
  'fault.outbound_inside':
    'Этот адрес ведёт во внутреннюю сеть AAM. Открыть его может оператор этой установки: переменная OUTBOUND_ALLOW.',
  'fault.outbound_unresolved': 'Сервер с таким именем не найден. Проверьте написание.',
}
