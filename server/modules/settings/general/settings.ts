import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { describeChange } from '../../../../db/audit/describe-change.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, changedMeanwhile } from '../../../platform/errors.ts'
import { logoPath } from '../../../platform/logo-path.ts'
import { announceChange } from '../../../platform/tenant-changes.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { PatchSettings, SettingsView } from '../contract.ts'
import type { SettingsDeps } from '../deps.ts'
import { getSettings, getSettingsForChange, saveSettings, type SettingsRow } from '../repo.ts'

export async function readSettings(
  deps: Pick<SettingsDeps, 'db'>,
  ctx: Ctx,
): Promise<SettingsView> {
  authorize(ctx, 'settings:read')
  return toSettingsView(await withTenant(deps.db, ctx, getSettings))
}

/**
 * Changes the organisation's general settings. Throws `unknown_scenario` if no meeting could use the default scenario.
 */
export async function changeSettings(
  deps: SettingsDeps,
  ctx: Ctx,
  input: PatchSettings,
  expectedRev: number | null,
): Promise<SettingsView> {
  authorize(ctx, 'settings:write')
  const change = () =>
    withWrite(deps.db, ctx, async (tx) => {
      const before = await getSettingsForChange(tx)
      requireRev(before, expectedRev)
      const after = { ...before, ...normalise(input) }
      if (input.defaultScenario) await requireScenario(deps, tx, input.defaultScenario)
      await saveSettings(tx, after)
      await audit(
        tx,
        ctx,
        'settings.changed',
        tx.tenantId,
        describeChange(toFields(before), toFields(after), told),
      )
      return toSettingsView(await getSettings(tx))
    })
  return announceChange(deps.tenantChanges, ctx.tenantId, change)
}

export function requireRev({ rev }: { rev: number }, expected: number | null): void {
  if (expected !== null && expected !== rev) throw changedMeanwhile(rev)
}

export const toSettingsView = ({ logoHash, ...row }: SettingsRow): SettingsView => ({
  ...row,
  logo: logoPath(logoHash),
})

const normalise = ({ name, accent, ...rest }: PatchSettings): Partial<SettingsRow> => ({
  ...rest,
  ...(name === undefined ? {} : { name: name.trim() }),
  ...(accent === undefined ? {} : { accent: accent?.toLowerCase() ?? null }),
})

async function requireScenario(deps: SettingsDeps, tx: TenantTx, id: string): Promise<void> {
  if (await deps.packs.pin(tx, id)) return
  throw new AppError(
    'unknown_scenario',
    'There is no such scenario, or it is not to be chosen any more. Nothing was changed.',
    [
      {
        pointer: '/defaultScenario',
        detail: 'no such scenario',
        inRussian: 'такого сценария нет',
        reason: 'unknown_scenario',
      },
    ],
    {},
    'Такого сценария нет, или его больше нельзя выбрать. Ничего не изменено.',
  )
}

const told = ['name', 'locale', 'timeZone', 'defaultScenario', 'accent'] as const

const toFields = ({ name, locale, timeZone, defaultScenario, accent }: SettingsRow) => ({
  name,
  locale,
  timeZone,
  defaultScenario,
  accent,
})
