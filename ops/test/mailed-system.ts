import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSmtpServer } from './smtp-server.ts'
import { startAam } from './start-aam.ts'

/** A system as an operator sets it up for customers: no demo, sign-up open, a mail server that keeps what it gets. */
async function startMailedSystem() {
  const home = mkdtempSync(join(tmpdir(), 'aam-mailed-'))
  const smtp = await startSmtpServer()
  const environment = {
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'aam@post.example',
    METRICS_PORT: '0',
  }
  const aam = await startAam(home, environment, { demo: false })
  return {
    url: aam.url,
    letters: smtp.letters,
    async stop() {
      await aam.stop()
      await smtp.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/**
 * Starts such a system for the flow that asks for it: `POST /` answers its address, `GET /letters` what has arrived, and
 * `DELETE /` stops it. Flows run in a process of their own.
 */
export function serveMailedSystem() {
  let running: ReturnType<typeof startMailedSystem> | undefined
  const stop = async (): Promise<void> => {
    const system = await running?.catch(() => undefined)
    running = undefined
    await system?.stop()
  }
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 120,
    routes: {
      '/': {
        POST: async () => {
          running ??= startMailedSystem()
          return Response.json({ url: (await running).url })
        },
        DELETE: async () => {
          await stop()
          return new Response(null, { status: 204 })
        },
      },
      '/letters': { GET: async () => Response.json((await running)?.letters ?? []) },
    },
  })
  return {
    url: server.url.href,
    async stop() {
      await stop()
      await server.stop(true)
    },
  }
}
