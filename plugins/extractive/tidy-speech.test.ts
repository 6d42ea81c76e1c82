import { expect, test } from 'bun:test'
import { tidySpeech } from './tidy-speech.ts'

test.each([
  ['Th the the uh my plan is to start on Monday.', 'the my plan is to start on Monday.'],
  ['We should we should start with the um the pilot.', 'we should start with the pilot.'],
  ['I will, you know, send the draft by Friday.', 'I will send the draft by Friday.'],
  ['I- I will call the supplier.', 'I will call the supplier.'],
  ['W-we need b-better cables', 'we need better cables'],
  ['We could – we should order the blue ones.', 'we should order the blue ones.'],
  ['So, um, we go with the second option, okay.', 'we go with the second option.'],
  ['Мы, э-э, мы решили начать в понедельник.', 'мы решили начать в понедельник.'],
  ['Ну вот, я, это самое, пришлю отчёт до пятницы.', 'я пришлю отчёт до пятницы.'],
  ['Надо как бы проверить, ну, кабель.', 'Надо проверить, кабель.'],
  ['в-в-весы подключим завтра', 'весы подключим завтра'],
  ['The pro I think the problem is the power.', 'I think the problem is the power.'],
  ['we decided on the joy the joystick', 'we decided on the joystick'],
  ['it would lose in s in sales', 'it would lose in sales'],
  ['But if you use the panel, it works.', 'if you use the panel, it works.'],
  ['No, forty minutes the the session', 'forty minutes the session'],
  ['that was, you know, last winter', 'that was last winter'],
  ['apples, um, pears and, er, nuts', 'apples, pears and nuts'],
  ['быстро и, ну, не скучно', 'быстро и не скучно'],
  ['п- подключим весы', 'подключим весы'],
])('%s', (spoken, written) => {
  expect(tidySpeech(spoken)).toBe(written)
})

test.each([
  'Do you know what it costs?',
  'This is the kind of device that we need.',
  'We had had that before, and it was very very slow.',
  'Call 5 5 0 1 and ask for room 12.',
  'I think that that is what I mean by it.',
  'It works as well as the old one, so we keep it.',
  'Should I include a list of the names in the annex?',
  'We like the blue one.',
  'Как бы не опоздать с поставкой.',
  'Это самое главное решение.',
  'Это значит, что мы начинаем.',
  'Мне нужно ещё ещё два дня.',
  'The screw is 10 mm long.',
  'So that we can start in time, we order today.',
  'Burn two C Ds a day on the P Z M.',
  'No date was agreed for the review.',
  'Да здравствует новый сервер и его админ.',
  'Start – then wait – then stop.',
])('what is meant stays: %s', (said) => {
  expect(tidySpeech(said)).toBe(said)
})

test('what is said over and over is said once', () => {
  expect(tidySpeech('we should start now '.repeat(5_000))).toBe('we should start now')
})
