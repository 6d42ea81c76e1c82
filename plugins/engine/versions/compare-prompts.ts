import type { LoadedPack, Locale } from '../types.ts'
import { type Difference, difference, type Subject, noSubject } from './difference.ts'
import type { Renames } from './renames.ts'
import { eachLocale, translate, type Translated } from '../../vocabulary.ts'

/** A prompt in parts: what it says of each section, as a point of a list, and the rest. */
interface Parts {
  points: Map<string, string>
  rest: string
}

/**
 * Compares one prompt by what it says about each section. Text about an added or removed section is part of that
 * difference, as is a prompt that asks for nothing else.
 */
export function comparePrompts(
  from: LoadedPack,
  to: LoadedPack,
  path: string,
  renames: Renames,
): Difference[] {
  const asked = { before: sectionsAsked(from, path), after: sectionsAsked(to, path) }
  const known = { before: namesOf(from), after: namesOf(to) }
  const renamed = (name: string): string => renames.sections.get(name) ?? name
  const then = new Set([...known.before].map(renamed))
  const isKept = (name: string): boolean => then.has(name) && known.after.has(name)
  if (from.files[path] === undefined && isOnlyOf(asked.after, isKept)) return []
  if (to.files[path] === undefined && isOnlyOf(asked.before, (name) => isKept(renamed(name))))
    return []

  const before = partsOf(from.files[path] ?? '', renamed, then)
  const after = partsOf(to.files[path] ?? '', (name) => name, known.after)
  const found: Difference[] = []
  for (const section of new Set([...before.points.keys(), ...after.points.keys()])) {
    const isSame = before.points.get(section) === after.points.get(section)
    if (isSame || !isKept(section)) continue
    found.push(difference('prompt-changed', `${path}#`, named(to, section), path, path))
  }
  if (before.rest !== after.rest) {
    const [alone] = asked.after
    const place =
      asked.after.length === 1 && alone !== undefined && isKept(alone)
        ? named(to, alone)
        : noSubject
    found.push(difference('prompt-changed', `${path}#`, place, path, path, saidOf(to, asked.after)))
  }
  return found
}

const namesOf = ({ sections }: LoadedPack): Set<string> => new Set(sections.map(({ name }) => name))

const sectionsAsked = ({ manifest }: LoadedPack, path: string): string[] =>
  manifest.steps.find(({ id }) => path === `prompts/${id}.md`)?.sections ?? []

const isOnlyOf = (sections: string[], isKept: (name: string) => boolean): boolean =>
  sections.length > 0 && !sections.some(isKept)

function partsOf(text: string, rename: (name: string) => string, known: Set<string>): Parts {
  const points = new Map<string, string>()
  const rest: string[] = []
  let current: string | undefined
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const [, name, said] = /^- `([A-Za-z0-9]+)`:(.*)$/.exec(line) ?? []
    const section = name === undefined ? undefined : rename(name)
    if (section !== undefined && known.has(section)) current = section
    else if (!/^ {2,}\S/.test(line)) current = undefined
    if (current === undefined) {
      if (line.trim() !== '') rest.push(line.trimEnd())
    } else {
      const words = name === undefined ? line : (said ?? '')
      points.set(current, `${points.get(current) ?? ''}\n${words.trim()}`)
    }
  }
  return { points, rest: rest.join('\n') }
}

function named(pack: LoadedPack, section: string): Subject {
  const titles = (locale: Locale) => ({
    section: pack.labels[locale][section] ?? section,
    field: '',
  })
  return { section, field: null, titles: eachLocale(titles) }
}

const whole: Translated = { en: 'in general', ru: 'общие для всех разделов' }
const listed: Translated<(titles: string[]) => string> = {
  en: (titles) => `for the sections ${titles.map((title) => `“${title}”`).join(', ')}`,
  ru: (titles) => `для разделов ${titles.map((title) => `«${title}»`).join(', ')}`,
}

function saidOf(pack: LoadedPack, sections: string[]) {
  return eachLocale((locale) => {
    const titles = sections.map((name) => pack.labels[locale][name] ?? name)
    const after = titles.length === 0 ? translate(whole, locale) : translate(listed, locale)(titles)
    return { before: after, after }
  })
}
