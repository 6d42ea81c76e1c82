import type { Wording } from '../../en/index.ts'

export const player: Wording<'player'> = {
  'player.label': 'Запись',
  'player.play': 'Слушать',
  'player.pause': 'Пауза',
  'player.back': 'Назад на 5 с',
  'player.forward': 'Вперёд на 5 с',
  'player.seek': 'Место в записи',
  'player.place': '{at} из {length}',
  'player.speed': 'Скорость: {speed}',
  'player.silence': 'Тишина',
  'player.skipSilence': 'Пропускать тишину: короче на {time}',
  'player.playingFrom': 'Звучит с {place}',
  'player.pausedAt': 'Пауза: {place}',
  'player.wait.loading': 'Загружается…',
  'player.wait.slow': 'Сеть медленная, загружается…',
  'player.video': 'Видео встречи',
  'player.larger': 'Крупнее',
  'player.smaller': 'Мельче',
  'player.fullScreen': 'Во весь экран',
  'player.playFrom': 'Слушать с {time}',
  'player.follow': 'К тому, что звучит',
  'player.download': 'Скачать запись',
  'player.soundOnly': 'Картинку этот браузер показать не может, поэтому слышен только звук.',
  'player.silent':
    'В этой записи ничего не слышно: во всех дорожках тишина. Проверьте настройки микрофона и загрузите запись со звуком.',
  'player.cut': 'Запись обрывается: в файле не хватает {time}.',
  'player.fault.expired': 'Запись больше не хранится: срок хранения истёк.',
  'player.fault.gone':
    'Записи больше нет в хранилище. Расшифровка и результат остаются; вернуть файл может тот, кто обслуживает AAM.',
  'player.fault.offline':
    'До записи не добраться: нет связи. Воспроизведение продолжится с того же места.',
  'player.fault.unsupported':
    'Этот браузер не может воспроизвести {name}. Скачайте файл и откройте в проигрывателе или откройте страницу в другом браузере.',
  'player.fault.failed':
    'Запись не загрузилась. Попробуйте через минуту: она продолжится с того же места.',
}
