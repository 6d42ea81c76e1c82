import { describe, expect, test } from 'bun:test'
import { printJson } from './print-json.ts'
import { type JsonDocument, lineAt, nodeAt, readJson } from './read-json.ts'

function documentOf(text: string): JsonDocument {
  const reading = readJson(text)
  if ('fault' in reading) throw new Error(reading.fault.code)
  return reading.document
}

describe('reading', () => {
  test.each([
    ['{"a": 1 "b": 2}', 'comma', '"b": 2}'],
    ['{"a" 1}', 'colon', '1}'],
    ['{"a": 1,}', 'key', '}'],
    ['{"a": x}', 'value', 'x}'],
    ['{"a": [1, ]}', 'value', ']}'],
    ['{"a": "open\n}', 'quote', '"open\n}'],
    ['{"a": "\\x"}', 'escape', '"\\x"}'],
    ['{"a": {"b": 1}', 'open', ''],
    ['{"a": 1}}', 'more', '}'],
    ['{"a": 1, "a": 2}', 'twice', '"a": 2}'],
    ['[1]', 'object', '[1]'],
    ['', 'open', ''],
    [`{"a": ${'['.repeat(200)}`, 'deep', '['.repeat(136)],
  ])('%s is refused with its reason and place', (text, code, rest) => {
    const reading = readJson(text)
    const fault = 'fault' in reading ? reading.fault : undefined
    expect([fault?.code as string, text.slice(fault?.offset)]).toEqual([code, rest])
  })

  test('returns what JSON.parse returns, with the place of every value', () => {
    const text = '{\n  "a": [1, -2.5e3, true, null, "Ж\\n"],\n  "__proto__": {"x/y": {}}\n}\n'
    const document = documentOf(text)
    expect(document.value).toEqual(JSON.parse(text))
    const at = (pointer: string) => text.slice(nodeAt(document, pointer).start)
    expect(at('/a/1')).toStartWith('-2.5e3')
    expect(at('/__proto__/x~1y')).toStartWith('{}')
    // What is not there is looked for around the place.
    expect(at('/a/9/z')).toStartWith('[1')
    expect(lineAt(text, nodeAt(document, '/__proto__').start)).toBe(3)
  })
})

describe('printing', () => {
  test('keeps unchanged text byte for byte, also where it moves deeper', () => {
    const text = '{\r\n    "kept": {"a":1.50},\r\n    "list": ["x"],\r\n    "b": 1e2\r\n}\r\n'
    const document = documentOf(text)
    const { value } = document
    expect(printJson(document, value)).toBe(text)
    const printed = printJson(document, {
      ...value,
      list: ['x', 'y'],
      inside: { deep: value['kept'] },
    })
    expect(printed).toBe(
      '{\r\n    "kept": {"a":1.50},\r\n    "list": ["x", "y"],\r\n    "b": 1e2,\r\n    "inside": {\r\n        "deep": {"a":1.50}\r\n    }\r\n}\r\n',
    )
  })

  test('writes a list of scalars on one line while it fits', () => {
    const document = documentOf('{\n  "a": []\n}')
    const long = Array.from({ length: 30 }, (_, at) => `value-${at}`)
    expect(printJson(document, { a: ['b'], c: {}, d: undefined })).toBe(
      '{\n  "a": ["b"],\n  "c": {}\n}',
    )
    expect(printJson(document, { a: long }).split('\n')).toHaveLength(34)
  })
})
