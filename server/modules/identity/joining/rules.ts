import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, type FieldFault, changedMeanwhile } from '../../../platform/errors.ts'
import type { Services } from '../../../../db/services.ts'
import { announceChange, type TenantChanges } from '../../../platform/tenant-changes.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { JoiningView, PatchJoining } from './contract.ts'
import { domainOf, foldDomain, isPublicDomain } from './domains.ts'
import {
  getJoining,
  getJoiningForChange,
  type JoiningRow,
  listProvedOwners,
  saveJoining,
} from './repo.ts'

export interface RulesDeps extends Pick<Services, 'db'> {
  /** Without mail nobody can prove an address. */
  hasMail: boolean
  tenantChanges: Pick<TenantChanges, 'announce'>
}

export async function readJoining(deps: RulesDeps, ctx: Ctx): Promise<JoiningView> {
  authorize(ctx, 'settings:read')
  return withTenant(deps.db, ctx, async (tx) => toView(deps, tx, await getJoining(tx)))
}

/**
 * Changes who may join. Throws `wrong_state` without mail, and `invalid_request` for a domain that the organisation has
 * not proved.
 */
export async function changeJoining(
  deps: RulesDeps,
  ctx: Ctx,
  input: PatchJoining,
  expectedRev: number | null,
): Promise<JoiningView> {
  authorize(ctx, 'settings:write')
  const change = () =>
    withWrite(deps.db, ctx, async (tx) => {
      const before = await getJoiningForChange(tx)
      if (expectedRev !== null && expectedRev !== before.rev) throw changedMeanwhile(before.rev)
      const domains = input.domains ? await requireOwn(deps, tx, input.domains) : before.domains
      const role = input.role ?? before.role
      await saveJoining(tx, { domains, role })
      await audit(tx, ctx, 'joining.changed', tx.tenantId, {
        ...(role === before.role ? {} : { from: before.role, to: role }),
        ...(Bun.deepEquals(domains, before.domains) ? {} : { domains: domains.join(' ') }),
      })
      return toView(deps, tx, await getJoining(tx))
    })
  return announceChange(deps.tenantChanges, ctx.tenantId, change)
}

/** The rule for a person of this domain; undefined if it does not (or no longer) apply. */
export async function findRule(
  tx: TenantTx,
  domain: string,
): Promise<Pick<JoiningRow, 'role'> | undefined> {
  const rule = await getJoining(tx)
  if (!rule.domains.includes(domain) || isPublicDomain(domain)) return undefined
  const owners = await listProvedOwners(tx)
  return owners.some((email) => domainOf(email) === domain) ? { role: rule.role } : undefined
}

async function requireOwn(
  { hasMail }: RulesDeps,
  tx: TenantTx,
  given: string[],
): Promise<string[]> {
  if (given.length > 0 && !hasMail) throw noMail()
  const own = new Set((await listProvedOwners(tx)).map(domainOf))
  const faults = given.flatMap((text, at) => {
    const domain = foldDomain(text)
    const pointer = `/domains/${at}`
    if (domain && isPublicDomain(domain))
      return [
        {
          pointer,
          detail: 'anybody can have an address there',
          inRussian: 'адрес там может завести кто угодно',
          reason: 'domain_public',
        },
      ]
    if (!domain || !own.has(domain))
      return [
        {
          pointer,
          detail: 'no owner has proved an address of it',
          inRussian: 'ни один владелец не подтвердил адрес на этом домене',
          reason: 'domain_not_own',
        },
      ]
    return []
  })
  if (faults.length > 0) throw notOwn(faults)
  return [...new Set(given.flatMap((text) => foldDomain(text) ?? []))].toSorted()
}

async function toView(
  { hasMail }: RulesDeps,
  tx: TenantTx,
  rule: JoiningRow,
): Promise<JoiningView> {
  const owners = (await listProvedOwners(tx)).flatMap((email) => domainOf(email) ?? [])
  const domains = [...new Set(owners)].toSorted()
  return {
    ...rule,
    possible: domains.filter((domain) => !isPublicDomain(domain)),
    publicDomains: domains.filter(isPublicDomain),
    hasMail,
  }
}

const noMail = (): AppError =>
  new AppError(
    'wrong_state',
    'Colleagues join with a link that is sent to their address, and mail is not set up here. Ask your AAM operator to set SMTP_URL, or invite members one by one.',
    [],
    {},
    'Коллеги присоединяются по ссылке, которая приходит на их адрес, а эта установка AAM не отправляет писем. Попросите того, кто её ведёт, задать SMTP_URL или приглашайте людей по одному.',
  )

const notOwn = (faults: FieldFault[]): AppError =>
  new AppError(
    'invalid_request',
    'Only the domain of an address that an owner has proved can be allowed, and never that of a public mail provider. Nothing was changed.',
    faults,
    {},
    'Разрешить можно только домен подтверждённого адреса владельца, и никогда — домен общедоступной почты. Ничего не изменено.',
  )
