import { existsSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { chooseCoding } from './compression.ts'

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
}

/**
 * Serves the built dashboard from `folder`. Hashed files are compressed at build time and cached for a year; every
 * other address gets the application's page. A missing file under `/assets/` is a 404, never the page.
 */
export function serveDashboard(folder: string): (request: Request) => Promise<Response | null> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null
    const { pathname } = new URL(request.url)
    // Names of built files contain no escapes, so an address with escapes is a route of the application.
    const name = pathname.includes('%') ? '' : normalize(pathname).slice(1)
    const isFile = name !== '' && !name.endsWith('/') && /\.[a-z0-9]+$/.test(name)
    const file = isFile ? name : 'index.html'
    const path = join(folder, file)
    if (!existsSync(path)) return isFile ? new Response('Not found', { status: 404 }) : null
    return sendFile(request, path, file.startsWith('assets/'))
  }
}

function sendFile(request: Request, path: string, isHashed: boolean): Response {
  const suffixes: Record<string, string> = { br: '.br', gzip: '.gz' }
  const available = Object.keys(suffixes).filter((name) => existsSync(path + suffixes[name]))
  const coding = chooseCoding(request, available)
  const extension = path.slice(path.lastIndexOf('.') + 1)
  return new Response(Bun.file(coding === null ? path : path + suffixes[coding]), {
    headers: {
      'content-type': types[extension] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(coding === null ? {} : { 'content-encoding': coding }),
    },
  })
}
