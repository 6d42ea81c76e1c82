import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { dirname, join } from 'node:path'
import { type Metered, openMetered, testKey } from '../../server/modules/billing/test/metered.ts'
import { startStripe, type StripeStandIn } from '../stand-ins/stripe/server.ts'
import { environmentOf } from '../test/aam-process.ts'
import { openInstallation, type TestInstallation } from '../test/installation.ts'

// Each command runs as its own process.
setDefaultTimeout(180_000)

const root = join(import.meta.dir, '../..')
let stripe: StripeStandIn
let installation: TestInstallation
let northwind: Metered
let event = ''
beforeAll(async () => {
  stripe = startStripe()
  installation = await openInstallation({ worker: false })
  northwind = await openMetered(installation, stripe, 'northwind')
  event = await northwind.use(600)
})
afterAll(async () => {
  await installation.close()
  await stripe.stop()
})

/** Runs a line in a shell in the project's folder, as an operator does. */
async function type(line: string): Promise<string> {
  const child = Bun.spawn(['sh', '-c', line], {
    cwd: root,
    stdout: 'pipe',
    stderr: 'pipe',
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      ...environmentOf(installation.services),
      STRIPE_SECRET_KEY: testKey,
      STRIPE_API_BASE: stripe.url,
      PUBLIC_URL: 'https://aam.example.com',
    },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  expect({ line, code, err: code === 0 ? '' : err }).toEqual({ line, code: 0, err: '' })
  return out
}

/** What the runbook promises of each command. A command that is missing here is unverified. */
const promises: Record<string, (out: string) => unknown> = {
  'billing setup': (out) => {
    expect(out).toContain('https://aam.example.com/webhooks/stripe')
    expect(out).toMatch(/STRIPE_WEBHOOK_SECRET=whsec_\w+,whsec_\w+ and restart/)
    expect([...stripe.world.products.keys()].sort()).toEqual(['aam_business', 'aam_team'])
  },
  'billing setup --json': (out) => {
    const { changes } = JSON.parse(out) as { changes: { did: string }[] }
    expect(new Set(changes.map(({ did }) => did))).toEqual(new Set(['kept']))
  },
  'billing report': (out) => expect(out).toContain('northwind'),
  'billing override': async (out) => {
    expect(out).toMatch(/^plan +(free|enterprise)@1/m)
    await installation.admin`
      update subscriptions set plan_id = 'business', paid_by = 'none', metered_from = now() - interval '62 days'`
  },
  'billing reconcile': (out) => {
    expect(out).toMatch(/northwind +\S+ to \S+: 600 s in the ledger and at the meter/)
    expect(Object.values(northwind.held())).toEqual([600])
  },
  'billing reconcile --json': (out) => {
    expect(JSON.parse(out)).toMatchObject([
      {
        tenant: 'northwind',
        fault: null,
        check: { from: expect.stringMatching(/-01$/), differences: [] },
      },
    ])
  },
  'usage correct': (out) =>
    expect(out).toMatch(/600 s → 540 s: row \S+ of -60 s was added. The meter is told of it./),
}

const text = await Bun.file(join(import.meta.dir, 'billing.md')).text()
const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, body = '']) =>
  body.trimEnd().split('\n'),
)
const nameOf = (line: string): string =>
  [
    /^bun aam (\w+ \w+)/.exec(line)?.[1] ?? line,
    ...(line.endsWith('--json') ? ['--json'] : []),
  ].join(' ')

test('every command of the runbook is known', () => {
  expect(new Set(commands.map(nameOf))).toEqual(new Set(Object.keys(promises)))
  expect(text.match(/`bun aam [^`]*`/g)).toBeNull()
})

test('the runbook works when it is typed line by line', async () => {
  for (const command of commands)
    await promises[nameOf(command)]?.(await type(command.replace('EVENT', event)))
})

test('a correction of an invoiced month prints the amount to credit', async () => {
  const daysAgo = new Date().getUTCDate()
  const past = await northwind.use(15_000 * 60 + 600, { daysAgo, sentHoursAgo: daysAgo * 24 })
  const line = `bun aam usage correct northwind ${past} --seconds ${15_000 * 60 + 300} --reason Twice`
  expect(await type(line)).toMatch(
    /The invoice of \d{4}-\d\d is made, so the meter is not told: credit \$0.18 in Stripe's dashboard\./,
  )
})

test('without a key the commands say that payments are off', async () => {
  const child = Bun.spawn(['bun', 'server/main/cli.ts', 'billing', 'setup'], {
    cwd: root,
    stdout: 'ignore',
    stderr: 'pipe',
    env: { ...process.env, ...environmentOf(installation.services) },
  })
  expect(await child.exited).toBe(1)
  expect(await new Response(child.stderr).text()).toContain('set STRIPE_SECRET_KEY first')
})
