import { expect, test } from 'bun:test'
import { judgeHere } from '../run/run-judge.ts'
import { samplePack } from '../testing/sample-pack.ts'
import { parseAnswer, readSections } from './read-answer.ts'

const answer = { tasks: [{ task: "Don't send it, [yet]", level: null, hours: 2 }], note: null }
const text = JSON.stringify(answer)

test.each([
  ['a fence inside prose', `Here it is:\n\`\`\`json\n${text}\n\`\`\`\nAnything else?`],
  ['prose around it', `Sure! ${text} That is all {of it}.`],
  ['thoughts before it', `<think>The user wants {tasks}.</think>\n${text}`],
  ['itself twice', `${text}\n${text}`],
  ['commas too many', text.replace('}]', ',},]')],
  ['literals of Python', text.replaceAll('null', 'None')],
  ['single quotes', text.replaceAll('"', "'")],
  ['a mark of byte order', `\uFEFF${text}`],
])('an answer is read with %s', (_name, given) => {
  expect(parseAnswer(given)).toEqual(answer)
})

test('a line that breaks inside a string stays in it', () => {
  expect(parseAnswer('{"task":"one\n\ttwo"}')).toEqual({ task: 'one\n\ttwo' })
})

test.each(['Sorry?', '', '[1]', '{', '{"tasks": [', 'null', '7'])('%p is no answer', (given) => {
  expect(parseAnswer(given)).toBeNull()
})

const readerOf = (pack: ReturnType<typeof samplePack>) => ({
  pack,
  judge: judgeHere({ pack, meeting: { startedAt: null }, segments: [] }),
  findPerson: () => null,
})

test('names, choices and citations are known in other spellings; what was not asked for is left out', async () => {
  const pack = samplePack()
  const evidence = { id: 's12', quote: 'send the draft' }
  const given = { Tasks: [{ Task: 'a', due_text: 'b', level: 'HIGH', mood: 'good', evidence }] }
  const read = await readSections(readerOf(pack), pack.sections, given)
  const [item] = read.get('tasks') ?? []
  expect(item?.errors).toEqual([])
  expect(item?.item).toEqual({
    value: { task: 'a', dueText: 'b', level: 'high' },
    evidence: [{ segment: 12, anchor: 'send the draft' }],
  })
})

test('a citation that names no line is none', async () => {
  const pack = samplePack()
  const cite = async (segment: unknown) => {
    const given = { tasks: [{ task: 'a', evidence: [{ segment, anchor: 'b' }] }] }
    const read = await readSections(readerOf(pack), pack.sections, given)
    return read.get('tasks')?.[0]?.item.evidence
  }
  for (const segment of ['12', 12.0000001]) {
    expect(await cite(segment)).toEqual([{ segment: 12, anchor: 'b' }])
  }
  expect(await cite('12-14')).toEqual([12, 13, 14].map((line) => ({ segment: line, anchor: 'b' })))
  for (const segment of [1.5, null, 'the first', {}, Number.NaN, '99999999999']) {
    expect(await cite(segment)).toEqual([])
  }
})

test.each([
  ['in an object of its own', { items: [{ task: 'a' }], count: 1 }],
  ['as JSON in a string', '[{"task":"a"}]'],
  ['by number', { '1': { task: 'a' } }],
])('the items of a section are read %s', async (_name, tasks) => {
  const pack = samplePack()
  const read = await readSections(readerOf(pack), pack.sections, { tasks, note: null })
  expect(read.get('tasks')?.map(({ item }) => item.value['task'])).toEqual(['a'])
})
