import { findTenant } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { type Ctx, systemCtx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { startFree } from '../../../../tenants/plans/start-free.ts'
import { sealMail } from '../../mail/index.ts'
import { proofHours } from '../email/repo.ts'
import { linkTo, newLinkToken } from '../link-token.ts'
import { hashNewPassword } from '../passwords/new-password.ts'
import { attemptNetwork, throttle } from '../throttle.ts'
import type { SignedUp, SignUpBody, SlugQuery, SlugView } from './contract.ts'
import type { SignUpDeps } from './deps.ts'
import { readInviteToken } from './invite-token.ts'
import type { Newcomer } from './newcomer.ts'
import {
  deleteUnproved,
  insertLink,
  isStaleUnproved,
  insertOrganisation,
  insertOwner,
} from './repo.ts'
import { signInLinkSeconds, resumeSignUp } from './resume-sign-up.ts'
import {
  faultOfSlug,
  suggestSlugsNear,
  proposeSlug,
  type SlugFault,
} from '../../../platform/slugs.ts'

const signUpsPerHour = 20
/** The slug is checked at each pause in typing. */
const slugChecksPerQuarterHour = 300
const proposedAtMost = 3

/** Checks a slug: proposed from a name, or typed. */
export async function checkSlug(
  { db, attempts, signUp: mode }: Pick<SignUpDeps, 'db' | 'attempts' | 'signUp'>,
  { address }: Pick<Newcomer, 'address'>,
  { name = '', slug: typed }: SlugQuery,
): Promise<SlugView> {
  if (mode === 'closed') throw closed(mode)
  await throttle(attempts, `sign-up/looks/${attemptNetwork(address)}`, slugChecksPerQuarterHour)
  const slug = typed === undefined ? proposeSlug(name) : typed.trim().toLowerCase()
  const fault = faultOfSlug(slug) ?? ((await isTaken(db, slug)) ? 'slug_taken' : null)
  if (fault === null) return { slug, fault, proposals: [] }
  const near = fault === 'slug_taken' ? suggestSlugsNear(slug) : [proposeSlug(slug)]
  const free: string[] = []
  for (const one of near)
    if (free.length < proposedAtMost && !(await isTaken(db, one))) free.push(one)
  return { slug, fault, proposals: free }
}

/**
 * Creates an organisation and its owner. With mail it opens once the owner proves the address; otherwise immediately,
 * through a link that signs the owner in. Of two concurrent sign-ups for one slug, one gets it and the other is
 * rejected.
 */
export async function signUp(
  deps: SignUpDeps,
  newcomer: Newcomer,
  body: SignUpBody,
): Promise<SignedUp> {
  const invited = requireAllowed(deps, body)
  await throttle(
    deps.attempts,
    `sign-up/network/${attemptNetwork(newcomer.address)}`,
    signUpsPerHour,
    3_600,
  )
  const { organisation, owner } = body
  const slug = organisation.slug.trim().toLowerCase()
  const email = owner.email.trim().toLowerCase()
  const timeZone = readTimeZone(body.timeZone)
  const again = await resumeSignUp(deps, newcomer, {
    slug,
    email,
    password: owner.password,
    invitedId: invited?.tenantId,
  })
  if (again) return again
  await refuseSlug(deps, slug)
  const tenantId = invited?.tenantId ?? newId()
  const ctx = ctxOf(newcomer, tenantId)
  const personal = [owner.name, email, organisation.name, slug]
  const claimant = { tenantId: '', personId: newcomer.address, signal: newcomer.signal }
  const passwordHash = await hashNewPassword(
    deps,
    claimant,
    owner.password,
    personal,
    '/owner/password',
  )
  const isProved = !deps.hasMail
  const locale = body.locale ?? newcomer.locale
  const name = organisation.name.trim()
  const user = { id: newId(), email, name: owner.name.trim(), passwordHash, locale }
  const { token, tokenHash } = newLinkToken()
  const origin = newcomer.originOf(slug)
  const mail = isProved
    ? null
    : await sealMail(deps, tenantId, {
        kind: 'prove-email',
        to: email,
        locale,
        data: { organisation: name, link: linkTo(origin, 'confirm', token), hours: proofHours },
      })
  const isMade = await withTenant(deps.db, ctx, async (tx) => {
    if (!(await insertOrganisation(tx, { slug, name, locale, timeZone, isProved }))) return false
    await insertOwner(tx, user)
    if (deps.startsOnFreePlan) await startFree(tx)
    await insertLink(tx, {
      id: newId(),
      userId: user.id,
      purpose: isProved ? 'sign-in' : 'prove-email',
      tokenHash,
      email,
      seconds: isProved ? signInLinkSeconds : proofHours * 3_600,
    })
    await audit(tx, ctx, 'tenant.signed_up', tenantId)
    await mail?.queue(tx)
    return true
  })
  if (!isMade) throw invited && !(await isTaken(deps.db, slug)) ? inviteOver() : taken(slug)
  return {
    tenant: { slug, url: `${origin}/` },
    next: isProved ? 'open' : 'confirm-email',
    enterUrl: isProved ? linkTo(origin, 'welcome', token) : null,
  }
}

function requireAllowed(
  { signUp: mode, sessionSecret }: SignUpDeps,
  { invitation, owner }: SignUpBody,
): { tenantId: string } | null {
  if (mode === 'open') return null
  const invited = invitation ? readInviteToken(sessionSecret, invitation) : null
  if (mode === 'invite' && invited) {
    if (invited.email === owner.email.trim().toLowerCase()) return invited
    throw new AppError(
      'invalid_request',
      'This invitation is for another email address. Use the one that it was sent to.',
      [
        {
          pointer: '/owner/email',
          detail: 'not the address that was invited',
          inRussian: 'не тот адрес, который пригласили',
        },
      ],
      {},
      'Это приглашение на другой адрес почты. Укажите тот, на который оно пришло.',
    )
  }
  if (mode === 'invite' && invitation) throw inviteOver()
  throw closed(mode)
}

const closed = (mode: SignUpDeps['signUp']): AppError =>
  new AppError(
    'sign_up_closed',
    mode === 'invite'
      ? 'Organisations sign up here by invitation. Ask your AAM operator for one.'
      : 'Sign-up is closed here. Ask your AAM operator to create your organisation.',
    [],
    {},
    mode === 'invite'
      ? 'Новые организации регистрируются здесь по приглашению. Попросите его у того, кто ведёт эту установку AAM.'
      : 'Регистрация здесь закрыта. Попросите того, кто ведёт эту установку AAM, создать организацию.',
  )

const inviteOver = (): AppError =>
  new AppError(
    'link_over',
    'This invitation was used already, or its time is over. Ask whoever sent it for a new one.',
    [],
    {},
    'Это приглашение уже использовано или его срок истёк. Попросите новое у того, кто его прислал.',
  )

/** The time zones that this runtime knows. */
function readTimeZone(given: string | undefined): string {
  if (given === undefined) return 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone
  } catch {
    throw new AppError(
      'invalid_request',
      'There is no such time zone. Nothing was changed.',
      [
        {
          pointer: '/timeZone',
          detail: 'must be an IANA name, e.g. Europe/Berlin',
          inRussian: 'ожидается имя из базы IANA, например Europe/Berlin',
        },
      ],
      {},
      'Такого часового пояса нет. Ничего не изменено.',
    )
  }
}

/** A sign-up that was not proved within a day no longer keeps its slug. */
async function isTaken(db: SignUpDeps['db'], slug: string): Promise<boolean> {
  const tenant = await findTenant(db, slug)
  if (tenant?.status !== 'unproved') return tenant !== null
  return !(await withTenant(db, { tenantId: tenant.id }, isStaleUnproved))
}

async function makeRoom(db: SignUpDeps['db'], slug: string): Promise<void> {
  const tenant = await findTenant(db, slug)
  if (tenant?.status === 'unproved') await withTenant(db, { tenantId: tenant.id }, deleteUnproved)
}

async function refuseSlug({ db }: SignUpDeps, slug: string): Promise<void> {
  const fault = faultOfSlug(slug)
  if (fault) {
    const { en, ru } = faultWords[fault]
    throw new AppError(
      'invalid_request',
      en,
      [{ pointer: '/organisation/slug', detail: en, inRussian: ru, reason: fault }],
      {},
      ru,
    )
  }
  if (await isTaken(db, slug)) throw taken(slug)
  await makeRoom(db, slug)
}

const faultWords: Record<SlugFault, { en: string; ru: string }> = {
  slug_form: {
    en: 'Use 1 to 40 lower-case Latin letters, digits and hyphens; a hyphen neither first nor last.',
    ru: 'От 1 до 40 строчных латинских букв, цифр и дефисов; дефис не первый и не последний.',
  },
  slug_reserved: {
    en: 'This name belongs to AAM itself. Choose another one.',
    ru: 'Это имя занято самим AAM. Выберите другое.',
  },
  slug_confusable: {
    en: 'This name looks too much like one of AAM itself. Choose another one.',
    ru: 'Это имя слишком похоже на служебное имя AAM. Выберите другое.',
  },
}

const taken = (slug: string): AppError =>
  new AppError(
    'already_exists',
    `The address “${slug}” is taken. Choose another one.`,
    [{ pointer: '/organisation/slug', detail: 'taken', inRussian: 'занят', reason: 'slug_taken' }],
    {},
    `Адрес «${slug}» занят. Выберите другой.`,
  )

const ctxOf = ({ requestId, address, locale, signal }: Newcomer, tenantId: string): Ctx => ({
  ...systemCtx(tenantId, 'sign-up', requestId),
  address,
  locale,
  signal,
})
