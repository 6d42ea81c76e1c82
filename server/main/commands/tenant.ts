import { parseArgs } from 'node:util'
import { type Database, openDatabase } from '../../../db/client.ts'
import { findTenant, listTenants } from '../../../db/lookup.ts'
import { changeLimits, type LimitLine } from '../../../tenants/limits/change-limits.ts'
import { formatLimit } from '../format-limit.ts'
import { provisionTenant, TenantRefused } from '../../../tenants/provision.ts'
import { type LiveSubscription, readTenantFacts, setSuspended } from '../../../tenants/suspend.ts'
import { openRedis } from '../../platform/redis/open-redis.ts'
import { openTenantChanges } from '../../platform/redis/tenant-changes.ts'
import { newInviteToken } from '../../modules/identity/sign-up/index.ts'
import { limitNames } from '../../../tenants/limits/limit-list.ts'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { withInstallation } from '../installation.ts'
import { findUnpricedModel } from '../model.ts'
import { letIn } from '../let-in.ts'
import { rekey } from '../rekey-tenants.ts'
import { type Command, CommandFailed } from '../command.ts'
import { localeChoice, readLocale } from '../read-locale.ts'

const usage = `Usage: bun aam tenant create SLUG --name NAME --owner-email E [--owner-password P] [--language ${localeChoice}] [--json]
       bun aam tenant list [--json]
       bun aam tenant show|suspend|resume SLUG [--json]
       bun aam tenant invite EMAIL [--days N] [--json]
       bun aam tenant let-in SLUG --person EMAIL [--drop-factors] [--json]
       bun aam tenant rekey SLUG|--all [--data] [--json]
       bun aam tenant limits SLUG [--person EMAIL] [--set NAME=NUMBER …] [--unset NAME …] [--json]

Creates an organisation with its owner; without a password one is generated and printed once.
“suspend” closes an organisation's doors and lets its jobs wait until “resume”; nothing is deleted.
“invite” prints a link by which somebody can sign up where SIGN_UP=invite.
“let-in” prints a link by which somebody who is locked out chooses a new password; --drop-factors takes their second
factors away as well. Ask for it where no admin of the organisation can help; its audit tells of it.
“rekey” wraps an organisation's data key anew under MASTER_KEY, also from MASTER_KEY_PREVIOUS; with --data it begins
a new data key and seals anew what the old one sealed. It may be ended and begun again at any time.
“limits” shows what an organisation, or one of its people, may use and has used, after changing what --set and
--unset name: ${limitNames.join(', ')}.`

export const command: Command = {
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        'owner-email': { type: 'string' },
        'owner-password': { type: 'string' },
        language: { type: 'string', default: 'en' },
        person: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        unset: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        days: { type: 'string', default: '7' },
        all: { type: 'boolean', default: false },
        data: { type: 'boolean', default: false },
        'drop-factors': { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const [verb, slug] = positionals
    const config = readConfig(values.home ? { home: values.home } : {})
    const print = (data: object, text: string) =>
      console.log(values.json ? JSON.stringify(data, null, 2) : text)
    if (verb === undefined || !verbs.has(verb)) {
      throw new CommandFailed(
        `Say tenant ${[...verbs].join(', tenant ')}; bun aam tenant --help says more.`,
      )
    }
    if (verb === 'rekey') return rekey(config, slug, values)
    if (verb === 'let-in') return letIn(config, slug, values)
    return withInstallation(config, async ({ databaseUrl, redisUrl, secrets }) => {
      const db = openDatabase({ url: databaseUrl, max: 1, applicationName: 'aam-cli' })
      try {
        if (verb === 'list') {
          const tenants = await listTenants(db)
          const lines = tenants.map(
            ({ slug, status, name }) => `${slug.padEnd(24)} ${status.padEnd(10)} ${name}`,
          )
          print(tenants, lines.join('\n') || 'There are no organisations yet.')
          return 0
        }
        if (verb === 'invite') {
          const link = inviteLink(config, secrets.sessionSecret, slug, values.days)
          print({ link }, `Whoever opens this link can sign up, once:\n${link}`)
          return 0
        }
        if (verb === 'show' || verb === 'suspend' || verb === 'resume') {
          const tenantId = await idOf(db, slug, verb)
          const paying =
            verb === 'show'
              ? null
              : await changeSuspension(db, redisUrl, tenantId, verb === 'suspend')
          const facts = await readTenantFacts(db, tenantId)
          const lines = Object.entries(facts).map(([name, value]) => `${name.padEnd(12)} ${value}`)
          const note = verb === 'suspend' && paying ? [describePaying(paying)] : []
          print(paying ? { ...facts, subscription: paying } : facts, [...lines, ...note].join('\n'))
          return 0
        }
        if (verb === 'limits') {
          const lines = await limitsOf(db, slug, values, findUnpricedModel(config))
          print(lines, lines.map(formatLimit).join('\n'))
          return 0
        }
        const {
          name,
          'owner-email': ownerEmail,
          'owner-password': ownerPassword,
          language,
        } = values
        if (!slug || !name || !ownerEmail) {
          throw new CommandFailed(
            'tenant create needs a SLUG, --name and --owner-email; bun aam tenant --help says more.',
          )
        }
        const created = await provisionTenant(db, {
          slug,
          name,
          ownerEmail,
          locale: readLocale(language),
          startsOnFreePlan: config.stripe !== null,
          ...(ownerPassword ? { ownerPassword } : {}),
        })
        const secret = ownerPassword ? {} : { ownerPassword: created.ownerPassword }
        print(
          { tenantId: created.tenantId, slug, ownerId: created.ownerId, ...secret },
          `Created ${slug} (${created.tenantId}).${ownerPassword ? '' : ` Password of ${ownerEmail}: ${created.ownerPassword}`}`,
        )
        return 0
      } catch (error) {
        if (error instanceof TenantRefused) throw new CommandFailed(error.message)
        throw error
      } finally {
        await db.close()
      }
    })
  },
}

const verbs = new Set([
  'create',
  'list',
  'show',
  'suspend',
  'resume',
  'invite',
  'let-in',
  'rekey',
  'limits',
])

async function changeSuspension(
  db: Database,
  redisUrl: string,
  tenantId: string,
  isSuspended: boolean,
): Promise<LiveSubscription | null> {
  const redis = openRedis({
    url: redisUrl,
    name: 'aam-cli',
    log: createLog('silent'),
    whenAway: 'fail',
  })
  try {
    return await setSuspended(
      { db, tenantChanges: openTenantChanges(redis) },
      tenantId,
      isSuspended,
    )
  } finally {
    await redis.close()
  }
}

const describePaying = ({ id, plan }: LiveSubscription): string =>
  `Its card is still charged for ${plan}: cancel the subscription ${id} at Stripe if it should not be.`

async function idOf(db: Database, slug: string | undefined, verb: string): Promise<string> {
  if (!slug) throw new CommandFailed(`tenant ${verb} needs a SLUG.`)
  const tenant = await findTenant(db, slug)
  if (tenant) return tenant.id
  throw new CommandFailed(`There is no organisation “${slug}”.`)
}

function inviteLink(
  { publicUrl, tenantBaseDomain, port }: ReturnType<typeof readConfig>,
  secret: string,
  email: string | undefined,
  days: string,
): string {
  if (!email || !/^[^\s@<>]+@[^\s@<>]+$/.test(email)) {
    throw new CommandFailed('tenant invite needs the email address of whom you invite.')
  }
  if (!/^[1-9]\d?$/.test(days)) throw new CommandFailed('--days must be a number from 1 to 99.')
  const origin = publicUrl ?? `http://${tenantBaseDomain}:${port}`
  const token = newInviteToken(secret, email.trim().toLowerCase(), Number(days))
  return `${origin.replace(/\/$/, '')}/sign-up#token=${token}`
}

async function limitsOf(
  db: Database,
  slug: string | undefined,
  { person, set, unset }: { person?: string; set: string[]; unset: string[] },
  unpricedModel: string | null,
): Promise<LimitLine[]> {
  if (!slug) throw new CommandFailed('tenant limits needs a SLUG; bun aam tenant --help says more.')
  const tenant = await findTenant(db, slug)
  if (!tenant) throw new CommandFailed(`There is no organisation “${slug}”.`)
  return changeLimits(db, tenant.id, person ?? null, { set, unset }, { unpricedModel })
}
