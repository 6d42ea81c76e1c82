import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(?:js|css|html|svg|json)$/
/** Below this a header costs more than compression saves. */
const leastBytes = 512

async function compressFile(path: string): Promise<void> {
  const body = await readFile(path)
  if (body.byteLength < leastBytes) return
  const brotli = brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  })
  await Promise.all([
    writeFile(`${path}.gz`, gzipSync(body, { level: 9 })),
    writeFile(`${path}.br`, brotli),
  ])
}

/** Writes `.gz` and `.br` beside every text file of the build: the server sends them as they are. */
export function precompress(): Plugin {
  let outDir = ''
  return {
    name: 'aam:precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      outDir = resolve(root, build.outDir)
    },
    async closeBundle() {
      const entries = await readdir(outDir, { recursive: true, withFileTypes: true })
      const paths = entries
        .filter((entry) => entry.isFile() && compressible.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
      await Promise.all(paths.map(compressFile))
    },
  }
}
