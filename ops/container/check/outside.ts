import { startSpeechStandIn } from '../../stand-ins/deepgram/index.ts'
import { startOpenaiStandIn } from '../../stand-ins/openai/server.ts'
import type { InsideNetwork } from './network.ts'
import { run } from './run.ts'

/** A service whose image is not available here, served by this process at its address. */
export interface Played {
  name: string
  /** Paths of the requests received. */
  calls: string[]
  /** Number of requests that carried a key. */
  keys: number
}

export interface Outside {
  speech: Played
  model: Played
  collector: Played
  stop(): Promise<void>
}

export async function openOutside(network: InsideNetwork): Promise<Outside> {
  const speechServer = startSpeechStandIn()
  const modelServer = startOpenaiStandIn()
  const speech = await serveAs(network, 'speech', 8000, (request) =>
    pass(request, speechServer.url, { authorization: `Bearer ${speechServer.key}` }),
  )
  const model = await serveAs(network, 'model', 8080, (request) =>
    pass(request, modelServer.url.replace(/\/v1$/, '')),
  )
  const collector = await serveAs(network, 'collector', 4318, () => Response.json({}))
  return {
    speech,
    model,
    collector,
    async stop() {
      await Promise.all([speech, model, collector].map((played) => played.stop()))
      await Promise.all([speechServer.stop(), modelServer.stop()])
    },
  }
}

/** Stand-ins listen on loopback. The one for speech requires a key, which callers must not send. */
function pass(request: Request, target: string, more: Record<string, string> = {}) {
  const { pathname, search } = new URL(request.url)
  const headers = new Headers({ ...Object.fromEntries(request.headers), ...more })
  headers.delete('host')
  return fetch(`${target}${pathname}${search}`, {
    method: request.method,
    headers,
    ...(request.body ? { body: request.body } : {}),
    decompress: false,
  } as RequestInit)
}

async function serveAs(
  network: InsideNetwork,
  name: string,
  port: number,
  answer: (request: Request) => Response | Promise<Response>,
): Promise<Played & { stop(): Promise<void> }> {
  const address = network.addressOf(name)
  await run(['ip', 'address', 'add', `${address}/32`, 'dev', network.bridge])
  const played = { name, calls: [] as string[], keys: 0 }
  const server = Bun.serve({
    hostname: address,
    port,
    idleTimeout: 0,
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch(request) {
      played.calls.push(new URL(request.url).pathname)
      // The OpenAI SDK sends this word if it has no key.
      const key = request.headers.get('authorization')
      if (key !== null && key !== 'Bearer none') played.keys += 1
      return answer(request)
    },
  })
  return Object.assign(played, { stop: () => server.stop(true) })
}
