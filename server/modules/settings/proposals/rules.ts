import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { SettingsDeps } from '../deps.ts'
import { requireRev } from '../general/settings.ts'
import {
  getScenarioRules,
  getSettingsForChange,
  listKnownClients,
  saveScenarioRules,
} from '../repo.ts'
import type { PutScenarioRules, ScenarioRule, ScenarioRulesView } from './contract.ts'

/** Which scenario is proposed for which meetings; readable by everybody who adds meetings. */
export async function readScenarioRules(
  deps: Pick<SettingsDeps, 'db'>,
  ctx: Ctx,
): Promise<ScenarioRulesView> {
  authorize(ctx, 'scenarios:read')
  return withTenant(deps.db, ctx, getScenarioRules)
}

/** Replaces the rules. Throws 422 for a rule that matches everything or names something missing. */
export async function putScenarioRules(
  deps: SettingsDeps,
  ctx: Ctx,
  input: PutScenarioRules,
  expectedRev: number | null,
): Promise<ScenarioRulesView> {
  authorize(ctx, 'settings:write')
  const rules = input.rules.map(normalise)
  return withWrite(deps.db, ctx, async (tx) => {
    requireRev(await getSettingsForChange(tx), expectedRev)
    const before = await getScenarioRules(tx)
    await requireValidRules(deps, tx, rules, before.rules)
    await saveScenarioRules(tx, rules)
    await audit(tx, ctx, 'settings.changed', tx.tenantId, {
      fields: 'scenarioRules',
      scenarioRulesFrom: before.rules.length,
      scenarioRulesTo: rules.length,
    })
    return getScenarioRules(tx)
  })
}

const normalise = ({ clientId, words, scenario }: ScenarioRule): ScenarioRule => ({
  clientId,
  words: [...new Set(words.map((word) => word.replaceAll(/\s+/g, ' ').trim()))],
  scenario,
})

/** An existing rule may keep naming a deleted client or scenario: it simply never matches. */
async function requireValidRules(
  deps: SettingsDeps,
  tx: TenantTx,
  rules: readonly ScenarioRule[],
  before: readonly ScenarioRule[],
): Promise<void> {
  const clients = await listKnownClients(
    tx,
    rules.flatMap(({ clientId }) => clientId ?? []),
  )
  const stood = {
    clients: new Set(before.map(({ clientId }) => clientId)),
    scenarios: new Set(before.map(({ scenario }) => scenario)),
  }
  for (const [at, { clientId, words, scenario }] of rules.entries()) {
    if (clientId === null && words.length === 0) throw invalidRule(at, 'words', needsSomething)
    if (clientId !== null && !clients.has(clientId) && !stood.clients.has(clientId)) {
      throw invalidRule(at, 'clientId', noClient)
    }
    if (!stood.scenarios.has(scenario) && !(await deps.packs.pin(tx, scenario))) {
      throw invalidRule(at, 'scenario', noScenario)
    }
  }
}

interface Reason {
  detail: string
  ru: string
}

const needsSomething: Reason = {
  detail: 'needs a client, or words of the title, or both',
  ru: 'нужен клиент, слова из названия или то и другое',
}
const noClient: Reason = { detail: 'no such client', ru: 'такого клиента нет' }
const noScenario: Reason = {
  detail: 'no such scenario, or none of its versions can be used',
  ru: 'такого сценария нет, или ни одной его версией нельзя пользоваться',
}

const invalidRule = (at: number, field: keyof ScenarioRule, { detail, ru }: Reason): AppError =>
  new AppError(
    'invalid_request',
    `Rule ${at + 1}: ${detail}. Nothing was changed.`,
    [{ pointer: `/rules/${at}/${field}`, detail, inRussian: ru }],
    {},
    `Правило ${at + 1}: ${ru}. Ничего не изменено.`,
  )
