import { type OpenaiStandIn, startOpenaiStandIn } from '../../stand-ins/openai/server.ts'
import { type SmtpStandIn, startSmtpServer } from '../../test/smtp-server.ts'
import { openInstallation, type TestInstallation } from '../../test/installation.ts'
import { recordSpans } from '../../test/spans.ts'
import { makeModelTenant } from '../world/model-tenant.ts'
import { openChangeLog } from '../world/change-log.ts'
import { viewAs, type World } from '../world/world.ts'
import type { Traces } from './canaries.ts'

export interface Canaries {
  one: World
  two: World
  traces(): Traces
  close(): Promise<void>
}

const modelKey = 'sk-canary-of-the-model'

/**
 * Two tenants that went the same way through the pipeline, with a language model and mail, while everything is
 * recorded.
 */
export async function openCanaries(parts: { withScenario: boolean }): Promise<Canaries> {
  const recorded = recordSpans()
  const lines: string[] = []
  const standIn: OpenaiStandIn = startOpenaiStandIn({ apiKey: modelKey })
  const mail: SmtpStandIn = await startSmtpServer()
  const installation: TestInstallation = await openInstallation({
    logLines: lines,
    llm: {
      provider: 'openai',
      apiKey: modelKey,
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
    mail: { url: `smtp://127.0.0.1:${mail.port}`, from: 'aam@example.com' },
  })
  const first = await makeModelTenant(installation, 'nightingale-org', 'mkfirstmk', parts)
  const second = await makeModelTenant(installation, 'sparrow-org', 'mksecondmk', parts)
  await installation.stopWorker()
  const log = await openChangeLog(installation.admin)
  const close = async (): Promise<void> => {
    recorded.stop()
    await installation.close()
    await Promise.all([standIn.stop(), mail.stop()])
  }
  const { masterKey, sessionSecret, cursorSecret } = installation.services.addresses.secrets
  return {
    one: { ...(await viewAs(installation, first)), log, close },
    two: { ...(await viewAs(installation, second)), log, close },
    traces: () => ({
      lines,
      spans: recorded.getFinishedSpans(),
      secrets: [modelKey, masterKey, sessionSecret, cursorSecret],
    }),
    close,
  }
}
