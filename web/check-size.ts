import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const limitBytes = 80 * 1024
const dist = join(import.meta.dirname, 'dist')

/** What each first paint loads beyond what these chunks import themselves. */
const firstPaints: Record<string, string[]> = {
  'sign-in': ['index.html', 'i18n/ru/first.ts', 'pages/sign-in/sign-in-page.tsx'],
  meetings: [
    'index.html',
    'i18n/ru/first.ts',
    'pages/shell/shell.tsx',
    'pages/meetings/meetings-page.tsx',
    'features/uploads/upload-dock.tsx',
  ],
}

const manifest: Record<string, Chunk> = JSON.parse(
  readFileSync(join(dist, '.vite/manifest.json'), 'utf8'),
)

function filesOf(entries: readonly string[]): Set<string> {
  const files = new Set<string>(['theme.js'])
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`The build has no ${name}: run \`bun run web:build\` first`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  for (const entry of entries) visit(entry)
  return files
}

const gzipBytes = (file: string): number => gzipSync(readFileSync(join(dist, file))).byteLength

let isOver = false
for (const [name, entries] of Object.entries(firstPaints)) {
  const files = [...filesOf(entries)].filter((file) => file.endsWith('.js'))
  const bytes = files.reduce((sum, file) => sum + gzipBytes(file), 0)
  isOver ||= bytes > limitBytes
  process.stdout.write(
    `${name}: ${(bytes / 1024).toFixed(1)} KB gzip of JavaScript in ${files.length} files (limit ${limitBytes / 1024} KB)\n`,
  )
}
process.exit(isOver ? 1 : 0)
