import { expect, test } from 'bun:test'
import { dirname, join, posix } from 'node:path'

const relativeImport = /(?:\bfrom|\bimport\(|\bimport)\s*'(\.{1,2}\/[^']+)'/g

interface Source {
  file: string
  text: string
  imports: string[]
}

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)

async function readSources(): Promise<Source[]> {
  const glob = new Bun.Glob('{api,features,i18n,lib,pages,ui}/**/*.{ts,tsx}')
  const files = await Array.fromAsync(glob.scan({ cwd: import.meta.dir }))
  return Promise.all(
    files
      .filter((file) => !isTest(file))
      .map(async (file) => {
        const text = await Bun.file(join(import.meta.dir, file)).text()
        const imports = [...text.matchAll(relativeImport)].map(([, to = '']) =>
          posix.join(dirname(file), to),
        )
        return { file, text, imports }
      }),
  )
}

const sources = await readSources()

/** The folder of a page, e.g. `pages/meetings`; undefined for other files. */
const areaOf = (file: string): string | undefined => /^pages\/[^/]+/.exec(file)?.[0]

const ranks: Record<string, number> = { i18n: 0, lib: 0, api: 0, ui: 1, features: 2, pages: 3 }
const rankOf = (file: string): number => ranks[file.split('/')[0] ?? ''] ?? 0

const importsWhere = (isWrong: (from: string, to: string) => boolean): string[] =>
  sources.flatMap(({ file, imports }) =>
    imports.filter((to) => isWrong(file, to)).map((to) => `${file} → ${to}`),
  )

test('finds the sources and their imports', () => {
  expect(sources.length).toBeGreaterThan(500)
  expect(importsWhere(() => true).length).toBeGreaterThan(2_000)
})

test('no page imports from the folder of another page', () => {
  const isOtherArea = (from: string, to: string): boolean => {
    const [own, other] = [areaOf(from), areaOf(to)]
    return own !== undefined && other !== undefined && own !== other
  }
  expect(importsWhere(isOtherArea)).toEqual([])
})

test('nothing imports from a higher layer', () => {
  expect(importsWhere((from, to) => rankOf(to) > rankOf(from))).toEqual([])
})

test('only web/api sends requests and names paths of the API', () => {
  const sends =
    /\bimport \{[^}]*\b(?:request|requestOnce|withQuery)\b[^}]*\} from '[^']*lib\/api\.ts'/
  const fetchesPath = /\bfetch\(\s*[`'"](?:\/api|\$\{apiPrefix\})/
  const senders = sources.filter(
    ({ file, text }) => !file.startsWith('api/') && (sends.test(text) || fetchesPath.test(text)),
  )
  expect(senders.map(({ file }) => file)).toEqual([])
})
