import type { Wording } from '../../en/index.ts'

export const mail: Wording<'mail'> = {
  'mail.words':
    'Письма, которые AAM отправил от имени организации за последние 30 дней. Их текст не хранится.',
  'mail.noServer':
    'У этой установки AAM нет почтового сервера: ссылки для входа и смены пароля показываются вам, чтобы передать их дальше.',
  'mail.shown': 'Какие письма показать',
  'mail.shown.all': 'Все',
  'mail.shown.refused': 'С отказом',
  'mail.shown.queued': 'Ждут',
  'mail.shown.sent': 'Ушли',
  'mail.when': 'Когда',
  'mail.to': 'Кому',
  'mail.about': 'О чём',
  'mail.became': 'Что с ним стало',
  'mail.state.queued': 'Ждёт',
  'mail.state.sent': 'Отправлено',
  'mail.state.refused': 'Отклонено',
  'mail.answer': 'Ответ почтового сервера: {answer}',
  'mail.none.title': 'Писем нет',
  'mail.none.words': 'Здесь появятся приглашения и ссылки для смены пароля.',
  'mail.none.ofState': 'За последние 30 дней таких нет.',
  'mail.kind.invitation': 'Приглашение',
  'mail.kind.join': 'Ссылка для вступления по домену почты',
  'mail.kind.reset-password': 'Ссылка для нового пароля',
  'mail.kind.change-email': 'Смена адреса почты',
  'mail.kind.email-changed': 'Адрес почты изменён',
  'mail.kind.prove-email': 'Подтверждение адреса почты',
  'mail.kind.your-organisation': 'Где найти организацию',
  'mail.kind.test': 'Проба',
}
