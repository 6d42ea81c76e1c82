import { expect, test } from 'bun:test'
import { readBuiltInPacks } from './built-in-packs.ts'

const packs = await readBuiltInPacks()

function packOf(id: string) {
  const pack = packs.find(({ manifest }) => manifest.id === id)
  if (!pack) throw new Error(`There is no scenario ${id}.`)
  return pack
}

test('the user interview pack has no field for the name of a person or an employer', () => {
  const fields = packOf('discovery-interview').sections.flatMap((section) => section.fields)
  expect(fields.filter(({ format }) => format === 'person' || format === 'email')).toEqual([])
  expect(fields.map(({ name }) => name)).not.toContain('organisation')
})

test('the job interview pack has no personal fields and tracks only promises', () => {
  const { sections } = packOf('hiring-interview')
  expect(sections.filter(({ withhold }) => withhold !== 'personal')).toEqual([])
  const followed = sections.flatMap(({ name, track }) => (track === null ? [] : [name]))
  expect(followed).toEqual(['commitments'])
})

test('a candidate is rated by a person and never by a provider', () => {
  const scorecard = packOf('hiring-interview').sections.find(({ name }) => name === 'scorecard')
  const byPerson = scorecard?.fields.filter((field) => field.byPerson).map(({ name }) => name)
  expect(byPerson).toEqual(['rating'])
  expect(scorecard).toMatchObject({ grade: 'evidenceLevel', evidence: 'required' })
})
