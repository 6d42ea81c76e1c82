import { expect, setDefaultTimeout, test } from 'bun:test'
import { ImportError, type ImportReason, parseTranscript } from './index.ts'

setDefaultTimeout(60_000)

function reasonOf(content: string): string {
  try {
    parseTranscript(Uint8Array.from(Buffer.from(content, 'utf8')))
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    return `${error.reason} ${error.pointer ?? ''}`.trim()
  }
  return 'read'
}

const refused: [string, ImportReason | `${ImportReason} ${string}`][] = [
  ['', 'empty_file'],
  ['  \n\t ', 'blank_file'],
  ['WEBVTT\n\n', 'no_cues'],
  ['WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<b></b>\n', 'no_words'],
  ['ID3\u0003', 'recording'],
  ['%PDF-1.7\n', 'pdf'],
  ['{\\rtf1 Hello', 'office_document'],
  ['GIF89a', 'picture'],
  ['PK\u0003\u0004', 'archive'],
  ['PK\u0003\u0004 word/document.xml', 'docx_damaged'],
  ['PK\u0003\u0004 xl/workbook.xml', 'spreadsheet'],
  ['<!doctype html><html></html>', 'web_page'],
  ['[Script Info]\nTitle: x\n', 'other_captions'],
  ['📝 Notes\nSync\nSummary\nAll agreed.\n', 'notes_only'],
  ['10:01:00\tAnn:\tHello\n', 'chat'],
  ['\u0001\u0002\u0003\u0004\u0005abc', 'binary'],
  ['{"segments": [{"text": "Hel', 'json_invalid'],
  ['{"a":'.repeat(40), 'json_too_deep'],
  ['{"results": []}', 'json_unknown'],
  ['{"results": {"channels": []}}', 'json_no_turns /results'],
  ['{"sentences": [{"text": "Hi", "start_time": "soon"}]}', 'json_time /sentences/0/start_time'],
  ['{"segments": [{"text": "Hi"}, 3]}', 'json_segment /segments/1'],
  ['{"segments": [{"text": "Hi"}, {"text": 3}]}', 'json_text /segments/1/text'],
  ['{"segments": [{"text": "Hi", "speaker": {}}]}', 'json_speaker /segments/0/speaker'],
  ['[{"text": "Hi", "start": -1}]', 'json_time /0/start'],
  [`Ann: ${'Well then. '.repeat(140_000)}`, 'too_much_text'],
  ['\n'.repeat(1_000_001), 'too_many_lines'],
]

test.each(refused)('%#: a refused file says why by a code', (content, reason) => {
  expect(reasonOf(content)).toBe(reason)
})
