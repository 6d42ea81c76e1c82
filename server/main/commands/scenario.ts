import { parseArgs } from 'node:util'
import type { Locale } from '../../../plugins/engine/index.ts'
import { readBuiltInPacks } from '../../modules/scenarios/index.ts'
import { comparePacksAt } from '../scenario/compare.ts'
import { newPack } from '../scenario/new-pack.ts'
import { checkPackAt, problemLine } from '../scenario/read-pack.ts'
import { testPackAt } from '../scenario/test-pack.ts'
import { type Command, CommandFailed } from '../command.ts'
import { localeChoice, readLocale } from '../read-locale.ts'
import { translate, type Translated } from '../../../plugins/vocabulary.ts'

const usage = `Usage: bun aam scenario new ID [--from PACK] [--out FOLDER]
       bun aam scenario check PACK [--language ${localeChoice}] [--json]
       bun aam scenario diff PACK PACK [--language ${localeChoice}] [--json]
       bun aam scenario test PACK [--language ${localeChoice}] [--json] [--require-fixtures]
       bun aam scenario list [--json]

A PACK is a folder with pack.json, an exported file, or a scenario that ships (general-minutes, general-minutes@1.0.0).
new writes a valid pack into ./ID; check prints every problem with its place and remedy; diff prints what changed and the
step of the version that it needs; test runs the pack's test cases (LLM_PROVIDER and OPENAI_* choose what fills the sections).
check and test end with 1 when something is wrong, diff when the version of the second PACK is too small for its changes. A
pack without test cases fails no test, unless --require-fixtures asks for some.`

interface Said {
  data: unknown
  lines: string[]
  isGood: boolean
}

export const command: Command = {
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        out: { type: 'string' },
        language: { type: 'string', default: 'en' },
        json: { type: 'boolean', default: false },
        'require-fixtures': { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const language = readLocale(values.language)
    const [verb = '', ...names] = positionals
    const wanted = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
    if (!wanted) {
      throw new CommandFailed(
        `Say scenario ${Object.keys(verbs).join('|')}; bun aam scenario --help says more.`,
      )
    }
    if (names.length !== wanted.names.length) {
      const needed =
        wanted.names.length === 0 ? 'takes no name' : `needs ${wanted.names.join(' and ')}`
      throw new CommandFailed(`scenario ${verb} ${needed}; bun aam scenario --help says more.`)
    }
    const said = await wanted.run(names as [string, string], language, values)
    console.log(values.json ? JSON.stringify(said.data, null, 2) : said.lines.join('\n'))
    return said.isGood ? 0 : 1
  },
}

type Options = { from?: string; out?: string; 'require-fixtures': boolean }

const isValid: Translated = { en: 'is valid', ru: 'исправен' }

const verbs: Record<
  string,
  {
    names: string[]
    run(names: [string, string], language: Locale, options: Options): Promise<Said>
  }
> = {
  new: {
    names: ['ID'],
    async run([id], _, { from, out = id }) {
      await newPack(id, from, out)
      const lines = [`Wrote ${out}. Next: bun aam scenario check ${out}`]
      return { data: { id, folder: out }, lines, isGood: true }
    },
  },
  check: {
    names: ['PACK'],
    async run([source], language) {
      const checked = await checkPackAt(source)
      const { ok, hash, problems } = checked
      const lines = checked.ok
        ? [
            `${checked.pack.manifest.id}@${checked.pack.manifest.version} ${translate(isValid, language)} (${hash}).`,
          ]
        : checked.problems.map((problem) => problemLine(problem, language))
      return { data: { ok, hash, problems }, lines, isGood: ok }
    },
  },
  diff: {
    names: ['PACK', 'PACK'],
    async run([from, to], language) {
      const { data, lines } = await comparePacksAt(from, to, language)
      return { data, lines, isGood: data.requiredBump === null || data.problem === null }
    },
  },
  test: {
    names: ['PACK'],
    run: ([source], language, options) => testPackAt(source, language, options['require-fixtures']),
  },
  list: {
    names: [],
    async run(_, language) {
      const packs = await readBuiltInPacks()
      const lines = packs.map(
        ({ manifest: { id, version, title } }) =>
          `${id.padEnd(24)} ${version.padEnd(10)} ${title[language]}`,
      )
      const data = packs.map(({ manifest: { id, version, title }, hash }) => ({
        id,
        version,
        hash,
        title,
      }))
      return { data, lines, isGood: true }
    },
  },
}
