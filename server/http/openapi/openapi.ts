import { swagger } from '@elysiajs/swagger'
import { Elysia } from 'elysia'
import { join } from 'node:path'
import { Problem } from '../contract.ts'
import { needs } from '../needs.ts'
import { finishDocument, type OpenApiDocument } from './openapi-document.ts'

const groups = [
  ['Sign-in', 'Sessions by cookie or bearer token'],
  ['Meetings', 'Meetings, who took part, where they stand'],
  ['Transcripts', 'What was said'],
  ['Results', 'What a scenario found, with its evidence'],
  ['Review', 'What people decide about each item'],
  ['Scenarios', 'Kinds of meeting'],
  ['Directory', 'Clients and people'],
  ['Members', 'People of the organisation'],
  ['Usage', 'What the organisation uses'],
  ['Live', 'What changes while one looks'],
  ['Health', 'For load balancers and operators'],
] as const

const swaggerFiles: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AAM API</title>
<link rel="icon" href="/swagger/ui/favicon-32x32.png">
<link rel="stylesheet" href="/swagger/ui/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/swagger/ui/swagger-ui-bundle.js"></script>
<script src="/swagger/ui/start.js"></script>
</body>
</html>`

const start = `SwaggerUIBundle({ url: '/swagger/json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true })`

// Swagger UI sets inline styles.
const pagePolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"

/** Internal paths of the generator, which builds its document on every request; not served to clients. */
export const generatorPaths = { spec: '/swagger/spec', page: '/swagger/document' } as const

/** Serves Swagger UI at `/swagger` and the OpenAPI document of all routes at `/swagger/json`. */
export const openApi = (answer: (request: Request) => Promise<Response>) => {
  const build = async (): Promise<string> => {
    const generated = await answer(new Request(`http://localhost${generatorPaths.spec}`))
    return JSON.stringify(finishDocument((await generated.json()) as OpenApiDocument))
  }
  // Cached: describing over a hundred routes takes a while, and the result is the same for everybody.
  let document: Promise<string> | undefined
  const built = (): Promise<string> =>
    (document ??= build().catch((error: unknown) => {
      document = undefined
      throw error
    }))
  return new Elysia({ name: 'openapi' })
    .get('/swagger', () => html(page), needs('public', 'Health', 'This documentation'))
    .get(
      '/swagger/ui/:file',
      async ({ params: { file } }) => {
        if (file === 'start.js') return script(start)
        const type = swaggerFiles[file]
        if (!type) return new Response('Not found', { status: 404 })
        const path = join(import.meta.dir, '../../../node_modules/swagger-ui-dist', file)
        return new Response(Bun.file(path), {
          headers: { 'content-type': type, 'cache-control': 'public, max-age=86400' },
        })
      },
      needs('public', 'Health', 'Files of this documentation'),
    )
    .get(
      '/swagger/json',
      async () => new Response(await built(), { headers: { 'content-type': 'application/json' } }),
      needs('public', 'Health', 'The OpenAPI document'),
    )
    .use(
      swagger({
        path: generatorPaths.page,
        specPath: generatorPaths.spec,
        exclude: [/^\/swagger/],
        excludeStaticFile: false,
        documentation: {
          info: {
            title: 'AAM API',
            version: '1.0.0',
            description:
              'Reviewed, evidenced results from finished meetings. Sign in on your organisation’s own host; errors are RFC 9457 problem documents; lists page by an opaque cursor; writes take an Idempotency-Key; resources that change carry an ETag.',
          },
          tags: groups.map(([name, description]) => ({ name, description })),
          components: {
            schemas: { Problem: Problem as never },
            securitySchemes: {
              session: { type: 'apiKey', in: 'cookie', name: '__Host-aam_access' },
              bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
            },
          },
        },
      }),
    )
}

const html = (text: string) =>
  new Response(text, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy },
  })
const script = (text: string) =>
  new Response(text, { headers: { 'content-type': 'text/javascript; charset=utf-8' } })
