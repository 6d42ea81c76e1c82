import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { ProviderBody, ProviderKind, ProviderTest } from './contract.ts'
import type { ProviderDeps } from './deps.ts'
import type { OwnSettings } from './ports.ts'
import { openSaved, readBody } from './read-body.ts'
import { findOwn, saveTestOutcome, type OwnProviderRow } from './repo.ts'
import { noOwnProvider } from './set-provider.ts'
import { describeTest } from './describe-test.ts'

const testsAtMost = 10
const windowSeconds = 300

/**
 * Checks whether a server answers and accepts the key: with the saved settings, or with given ones that are not saved.
 */
export async function testProvider(
  deps: ProviderDeps,
  ctx: Ctx,
  kind: ProviderKind,
  body: ProviderBody | null,
): Promise<ProviderTest> {
  authorize(ctx, 'settings:write')
  await throttle(deps, ctx, kind)
  const saved = await withTenant(deps.db, ctx, (tx) => findOwn(tx, kind))
  const settings = body
    ? await readBody(deps, ctx.tenantId, kind, body, saved)
    : await settingsOf(deps, ctx, saved)
  const signal = ctx.signal ?? new AbortController().signal
  const { refusal, ...probed } = await deps.probe.test(settings, signal)
  const test = { at: new Date().toISOString(), ...probed }
  await withTenant(deps.db, ctx, async (tx) => {
    await audit(tx, ctx, 'provider.tested', null, { part: kind, outcome: test.outcome })
    if (!body && saved) await saveTestOutcome(tx, saved, test)
  })
  return {
    ...test,
    detail: describeTest(
      kind,
      { outcome: test.outcome, ...(refusal ? { refusal } : {}) },
      ctx.locale,
    ),
  }
}

async function settingsOf(
  deps: ProviderDeps,
  ctx: Ctx,
  saved: OwnProviderRow | undefined,
): Promise<OwnSettings> {
  if (!saved) throw noOwnProvider()
  const { kind, baseUrl, model, contextTokens } = saved
  return { kind, baseUrl, model, contextTokens, key: await openSaved(deps, ctx.tenantId, saved) }
}

/** Each test sends a request to a foreign server; the limit also stops key guessing. */
async function throttle({ attempts }: ProviderDeps, ctx: Ctx, kind: ProviderKind): Promise<void> {
  const key = `provider-test:${ctx.tenantId}:${kind}`
  const { attempts: made, secondsLeft } = await attempts.count(key, windowSeconds)
  if (made <= testsAtMost) return
  const minutes = Math.ceil(secondsLeft / 60)
  throw new AppError(
    'too_many_requests',
    `Too many tests. Wait ${minutes} min and test again.`,
    [],
    { 'retry-after': String(secondsLeft) },
    `Слишком много проверок. Подождите ${minutes} мин и повторите.`,
  )
}
