/** A running AAM with the demo organisation, and what stands beside it on this machine. */
export interface System {
  /** The address of the demo organisation. */
  url: string
  home: string
  /** The path of the browser. */
  chromium: string
  email: string
  password: string
  /** A language model that an organisation may bring, and its key. */
  modelUrl: string
  modelKey: string
  /** Starts a second AAM, with a mail server, for the flow that asks for it. */
  mailedUrl: string
}

/** Flows that run at the same time have a system each; those of one process share theirs. */
export function system(): System {
  const systems = JSON.parse(Bun.env['AAM_E2E_SYSTEMS'] ?? '[]') as System[]
  const worker = Number(Bun.env['BUN_TEST_WORKER_ID'] ?? 1)
  const found = systems[(worker - 1) % systems.length]
  if (!found) throw new Error('AAM_E2E_SYSTEMS is not set: run flows with ops/test/run-browser.ts')
  return found
}
