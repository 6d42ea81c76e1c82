import { withTenant } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/index.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import {
  providerKinds,
  type ProviderKind,
  type ProviderList,
  type ProviderView,
} from './contract.ts'
import type { ProviderDeps } from './deps.ts'
import { findOwn, type OwnProviderRow } from './repo.ts'
import { describeTest } from './describe-test.ts'

/** The providers that the organisation's jobs use, of both kinds. */
export async function listProviders(deps: ProviderDeps, ctx: Ctx): Promise<ProviderList> {
  authorize(ctx, 'settings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const data: ProviderView[] = []
    for (const kind of providerKinds)
      data.push(toView(deps, ctx.locale, kind, await findOwn(tx, kind)))
    return { data, nextCursor: null, hasMore: false }
  })
}

export async function readProvider(
  deps: ProviderDeps,
  ctx: Ctx,
  kind: ProviderKind,
): Promise<ProviderView> {
  authorize(ctx, 'settings:read')
  return withTenant(deps.db, ctx, async (tx) =>
    toView(deps, ctx.locale, kind, await findOwn(tx, kind)),
  )
}

export function toView(
  { offered }: Pick<ProviderDeps, 'offered'>,
  locale: Locale,
  kind: ProviderKind,
  row: OwnProviderRow | undefined,
): ProviderView {
  const otherwise = offered[kind] ? 'operator' : kind === 'model' ? 'built-in' : 'none'
  return {
    kind,
    uses: row ? 'own' : otherwise,
    offered: offered[kind],
    own: row
      ? {
          baseUrl: row.baseUrl,
          model: row.model,
          contextTokens: row.contextTokens,
          hasKey: row.sealed !== null,
          keyEnd: row.keyEnd,
          setAt: row.setAt.toISOString(),
          setBy: row.setBy ? { id: row.setBy, name: row.setByName ?? '' } : null,
          test: row.test && { ...row.test, detail: describeTest(kind, row.test, locale) },
        }
      : null,
  }
}
