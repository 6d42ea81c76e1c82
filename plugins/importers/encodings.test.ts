import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'
import type { TextEncoding } from './types.ts'

/** One line of `Name: words` in the bytes of each encoding, as base64. */
const LINES: [string, TextEncoding, string, string, string][] = [
  [
    'Russian',
    'windows-1251',
    'Пётр',
    'Я подготовлю смету до пятницы, если Ольга пришлёт цифры.',
    'z7jy8Dog3yDv7uTj7vLu4uv+IPHs5fLzIOTuIO//8u3o9vssIOXx6+ggzuv84+Ag7/Do+Ou48iD26PTw+y4K',
  ],
  [
    'Russian',
    'koi8-u',
    'Пётр',
    'Я подготовлю смету до пятницы, если Ольга пришлёт цифры.',
    '8KPU0jog8SDQz8THz9TP18zAINPNxdTVIMTPINDR1M7Jw9ksIMXTzMkg78zYx8Eg0NLJ28yj1CDDycbS2S4K',
  ],
  [
    'Russian',
    'ibm866',
    'Пётр',
    'Я подготовлю смету до пятницы, если Ольга пришлёт цифры.',
    'j/Hi4DognyCvrqSjruKuoqvuIOGspeLjIKSuIK/v4q2o5ussIKXhq6ggjqvso6Agr+Co6Kvx4iDmqOTg6y4K',
  ],
  [
    'Russian',
    'iso-8859-5',
    'Ирина',
    'Решили запустить новый склад в понедельник.',
    'uODY3dA6IMDV6Njb2CDX0N/j4eLY4uwg3d7S69kg4drb0NQg0iDf3t3V1NXb7N3Y2i4K',
  ],
  [
    'Russian',
    'x-mac-cyrillic',
    'Ирина',
    'Решили запустить новый склад в понедельник.',
    'iPDo7eA6IJDl+Ojr6CDn4O/z8fLo8vwg7e7i++kg8err4OQg4iDv7u3l5OXr/O3o6i4K',
  ],
  [
    'Russian in capitals',
    'ibm866',
    'ОЛЬГА',
    'ХОРОШО, ДОГОВОРИЛИСЬ.',
    'joucg4A6IJWOkI6YjiwghI6DjoKOkIiLiJGcLgo=',
  ],
  [
    'Ukrainian',
    'windows-1251',
    'Оксана',
    'Ми вирішили перенести запуск на четвер, бо їхній склад ще не готовий.',
    'zurx4O3gOiDM6CDi6PCz+Ojr6CDv5fDl7eXx8ugg5+Dv8/HqIO3gIPfl8uLl8Cwg4e4gv/Xts+kg8err4OQg+eUg7eUg4+7y7uLo6S4K',
  ],
  [
    'Ukrainian',
    'koi8-u',
    'Оксана',
    'Ми вирішили перенести запуск на четвер, бо їхній склад ще не готовий.',
    '78vTwc7BOiDtySDXydKm28nMySDQxdLFzsXT1Mkg2sHQ1dPLIM7BIN7F1NfF0iwgws8gp8jOpsog08vMwcQg3cUgzsUgx8/Uz9fJyi4K',
  ],
  [
    'Bulgarian',
    'windows-1251',
    'Георги',
    'Решихме да пуснем новата версия в понеделник и ще напиша бележките.',
    'w+Xu8OPoOiDQ5fjo9ezlIOTgIO/z8e3l7CDt7uLg8uAg4uXw8ej/IOIg7+7t5eTl6+3o6iDoIPnlIO3g7+j44CDh5evl5uro8uUuCg==',
  ],
  ['Chinese', 'gb18030', '陈静', '好的，预算是四万元。', 's8K+sjogusO1xKOs1KTL48rHy8TN8tSqoaMK'],
  [
    'Chinese of Taiwan',
    'big5',
    '陳靜',
    '我們決定星期一發布第二版，李偉會在星期五之前寫好說明。',
    's6/AUjogp9qtzKhNqXesULTBpEC1b6WsssSkR6qpoUGn9bC2t3ymYqxQtMGkraSnq2W8Z6Zuu6Gp+qFDCg==',
  ],
  [
    'Japanese',
    'shift_jis',
    '佐藤',
    'はい、金曜日までにリリースノートを書きます。',
    'jbKToToggs2CooFBi+CXapP6gtyCxYLJg4qDioFbg1iDbYFbg2eC8I+RgquC3IK3gUIK',
  ],
  [
    'Japanese',
    'euc-jp',
    '佐藤',
    'はい、金曜日までにリリースノートを書きます。',
    'urTGozogpM+kpKGituLNy8b8pN6kx6TLpeql6qG8pbmlzqG8pcik8r3xpK2k3qS5oaMK',
  ],
  [
    'Japanese',
    'iso-2022-jp',
    '田中',
    '月曜日に第二版を出すことに決めました。',
    'GyRCRURDZhsoQjogGyRCN25NS0Z8JEtCaEZzSEckcj1QJDkkMyRIJEs3aCRhJF4kNyQ/ISMbKEIK',
  ],
  [
    'Korean',
    'euc-kr',
    '김민수',
    '우리는 월요일에 두 번째 버전을 출시하기로 결정했습니다.',
    'sei5zrz2OiC/7LiutMIgv/m/5MDPv6Egtc4gufjCsCC59sD8wLsgw+K9w8fPseK3ziCw4cGkx9+9wLTPtNkuCg==',
  ],
  [
    'French',
    'windows-1252',
    'Hélène',
    "Nous avons décidé de déplacer le lancement à lundi, c'est réglé.",
    'SOls6G5lOiBOb3VzIGF2b25zIGTpY2lk6SBkZSBk6XBsYWNlciBsZSBsYW5jZW1lbnQg4CBsdW5kaSwgYydlc3QgculnbOkuCg==',
  ],
  [
    'German',
    'windows-1252',
    'Jürgen',
    'Wir haben beschlossen, die zweite Version am Montag zu veröffentlichen. Grüße an Björn.',
    'SvxyZ2VuOiBXaXIgaGFiZW4gYmVzY2hsb3NzZW4sIGRpZSB6d2VpdGUgVmVyc2lvbiBhbSBNb250YWcgenUgdmVy9mZmZW50bGljaGVuLiBHcvzfZSBhbiBCavZybi4K',
  ],
  [
    'Polish',
    'windows-1250',
    'Łukasz',
    'Zdecydowaliśmy, że wersja druga wyjdzie w poniedziałek. Jeszcze dziś napiszę do księgowości.',
    'o3VrYXN6OiBaZGVjeWRvd2FsaZxteSwgv2Ugd2Vyc2phIGRydWdhIHd5amR6aWUgdyBwb25pZWR6aWGzZWsuIEplc3pjemUgZHppnCBuYXBpc3rqIGRvIGtzaepnb3dvnGNpLgo=',
  ],
  [
    'Polish',
    'iso-8859-2',
    'Łukasz',
    'Zdecydowaliśmy, że wersja druga wyjdzie w poniedziałek. Jeszcze dziś napiszę do księgowości.',
    'o3VrYXN6OiBaZGVjeWRvd2FsabZteSwgv2Ugd2Vyc2phIGRydWdhIHd5amR6aWUgdyBwb25pZWR6aWGzZWsuIEplc3pjemUgZHpptiBuYXBpc3rqIGRvIGtzaepnb3dvtmNpLgo=',
  ],
  [
    'Czech',
    'windows-1250',
    'Jiří',
    'Rozhodli jsme se vydat druhou verzi v pondělí. Příště napíšu poznámky, děkuji.',
    'Smn47TogUm96aG9kbGkganNtZSBzZSB2eWRhdCBkcnVob3UgdmVyemkgdiBwb25k7GztLiBQ+O2adOwgbmFw7Zp1IHBvem7hbWt5LCBk7Gt1amkuCg==',
  ],
  [
    'Turkish',
    'windows-1254',
    'Ayşe',
    'İkinci sürümü pazartesi günü yayınlamaya karar verdik, Gökhan notları yazacak.',
    'QXn+ZTog3WtpbmNpIHP8cvxt/CBwYXphcnRlc2kgZ/xu/CB5YXn9bmxhbWF5YSBrYXJhciB2ZXJkaWssIEf2a2hhbiBub3RsYXL9IHlhemFjYWsuCg==',
  ],
  [
    'Greek',
    'windows-1253',
    'Νίκος',
    'Αποφασίσαμε να κυκλοφορήσουμε τη δεύτερη έκδοση τη Δευτέρα.',
    'zd/q7/I6IMHw7/bh89/z4ezlIO3hIOr16uvv9u/x3vPv9ezlIPTnIOTl/fTl8ecg3erk7/PnIPTnIMTl9fTd8eEuCg==',
  ],
  [
    'Hebrew',
    'windows-1255',
    'דוד',
    'החלטנו להוציא את הגרסה השנייה ביום שני.',
    '4+XjOiDk5+zo8OUg7OTl9ungIOD6IOTi+PHkIOT58Onp5CDh6eXtIPnw6S4K',
  ],
  [
    'Arabic',
    'windows-1256',
    'أحمد',
    'قررنا إصدار النسخة الثانية يوم الاثنين.',
    'w83jzzog3tHR5McgxdXPx9Egx+Hk087JIMfhy8fk7ckg7ebjIMfhx8vk7eQuCg==',
  ],
]

const CUE = '1\n00:00:01,000 --> 00:00:04,000\n'
const OTHER = '\n2\n00:00:05,000 --> 00:00:08,000\nOwen: OK.\n'
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')
const codesOf = (bytes: Uint8Array) => parseTranscript(bytes).warnings.map(({ code }) => code)

describe('text of the time before UTF-8', () => {
  test.each(LINES)('%s in %s is read by its words', (_, encoding, name, words, bytes) => {
    const file = Buffer.concat([utf8(CUE), Buffer.from(bytes, 'base64'), utf8(OTHER)])
    const read = parseTranscript(file)
    expect(read.encoding).toBe(encoding)
    expect(read.segments[0]).toMatchObject({ speaker: name, text: words })
  })

  test('an encoding that makes no words is refused with what to do', () => {
    const mac = Buffer.from(
      'SI5sj25lOiBOb3VzIGF2b25zIGSOY2lkjiBkZSBkjnBsYWNlciBsZSBsYW5jZW1lbnQgiCBsdW5kaSwgYydlc3QgcoxnbI4uCg==',
      'base64',
    )
    expect(() => parseTranscript(mac)).toThrow(
      expect.objectContaining({
        reason: 'encoding_unknown',
        detail: expect.stringContaining('Save it as UTF-8'),
      }),
    )
  })
})

describe('damaged UTF-8', () => {
  const text = utf8(
    'Ирина: Решили запустить новый склад в понедельник.\nПётр: Хорошо.\nИрина: Да.\n',
  )

  test('one bad byte is one sign in its place, and a warning', () => {
    const file = Buffer.concat([text.subarray(0, 24), Buffer.from([0xff]), text.subarray(24)])
    const read = parseTranscript(file)
    expect(read.encoding).toBe('utf-8')
    expect(read.segments.map(({ text: words }) => words.replaceAll('\uFFFD', ''))).toEqual([
      'Решили запустить новый склад в понедельник.',
      'Хорошо.',
      'Да.',
    ])
    expect(read.segments[0]?.text.match(/\uFFFD/g)).toHaveLength(1)
    expect(codesOf(file)).toEqual(['bytes_unread'])
  })

  test('a file that was cut within a character is read to its end', () => {
    const read = parseTranscript(text.subarray(0, text.length - 4))
    expect(read.encoding).toBe('utf-8')
    expect(read.segments.map(({ speaker }) => speaker)).toEqual(['Ирина', 'Пётр', 'Ирина'])
  })
})
