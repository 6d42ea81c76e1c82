import { afterAll, expect, test } from 'bun:test'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Ajv from 'ajv'
import { readConfig } from '../../server/platform/config.ts'
import { secretNames } from '../../server/platform/settings/secret-files.ts'
import { readCommands } from '../topology/runbook.ts'
import { interpolate, readCompose, readRaw, root, variablesOf } from './compose.ts'
import { findRuntimePackages } from './image/packages.ts'
import { parseCompose } from './check/played-engine.ts'

const { services, volumes, secrets, networks } = readCompose()
const all = Object.entries(services)
const isOneShot = (name: string): boolean => services[name]?.restart === 'no'
const ours = all.filter(([, { image }]) => image.startsWith('aam:'))
const folder = mkdtempSync(join(tmpdir(), 'aam-compose-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Names of the variables that the configuration's sources read. */
function variablesRead(): string[] {
  const sources = [
    'server/platform/config.ts',
    ...new Bun.Glob('server/platform/settings/*.ts').scanSync({ cwd: root }),
  ].filter((file) => !file.endsWith('.test.ts'))
  const text = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  const quoted = [...text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g)]
  const isFault = (name: string) => /^E[A-Z]+$/.test(name)
  return [...new Set(quoted.map(([, name = '']) => name))].filter((name) => !isFault(name))
}

const read = variablesRead()
const isSecret = (name: string): boolean => secretNames.includes(name as never)
const secretFiles = new Set<string>(secretNames.map((name) => `${name}_FILE`))

test('docker-compose.yml follows the compose specification', async () => {
  const schema = await Bun.file(
    join(root, 'node_modules/dclint/schemas/compose.schema.json'),
  ).json()
  delete schema.$schema
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false })
  const validate = ajv.compile(schema)
  validate(readRaw())
  expect(validate.errors ?? []).toEqual([])
})

test('a variable and its default are expanded, and $$ stays a $', () => {
  expect(interpolate('${A:-x}/${B:-${A:-y}}/$${C}', { A: '', B: '2' })).toBe('x/2/${C}')
  expect(interpolate('${B:-${A:-y}}', {})).toBe('y')
  expect(interpolate('["${A:-x}"]', { A: '1' })).toBe('["1"]')
})

test('the sample environment shows every variable that is read, and no other', async () => {
  const sample = await Bun.file(join(root, '.env.example')).text()
  const shown = [...sample.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name)
  const composed = [...variablesOf()].filter((name) => !secretFiles.has(name))
  const known = new Set([...read, ...composed, 'COMPOSE_PROFILES'])
  expect(shown.toSorted()).toEqual([...known].toSorted())
})

test('our services get only settings that the code reads, and API and worker get all of them', () => {
  const ofImage = new Set(['AAM_DOMAIN'])
  for (const [name, { environment = {} }] of ours) {
    const unknown = Object.keys(environment).filter(
      (key) => !read.includes(key) && !secretFiles.has(key) && !ofImage.has(key),
    )
    expect({ name, unknown }).toEqual({ name, unknown: [] })
    const plain = Object.keys(environment).filter(isSecret)
    expect({ name, plain }).toEqual({ name, plain: [] })
  }
  const elsewhere = new Set(['AAM_HOME', 'AAM_EVAL_DATA', 'DEMO_EMAIL', 'DEMO_PASSWORD'])
  const wanted = read
    .filter((name) => !elsewhere.has(name))
    .map((name) => (isSecret(name) ? `${name}_FILE` : name))
  const ownerOnly = 'DATABASE_ADMIN_URL_FILE'
  for (const name of ['api', 'worker', 'migrate', 'demo']) {
    const given = Object.keys(services[name]?.environment ?? {})
    const missing = wanted.filter((variable) => !given.includes(variable))
    expect({ name, missing }).toEqual({ name, missing: name === 'migrate' ? [] : [ownerOnly] })
  }
})

test('only migrations get the credentials of the database owner', () => {
  const told = all.filter(([, { secrets: files = [] }]) => files.includes('database_admin_url'))
  expect(told.map(([name]) => name)).toEqual(['migrate'])
})

test('every service is hardened and has limits', () => {
  for (const [name, service] of all) {
    expect({ name, ...service }).toMatchObject({
      name,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: expect.stringMatching(/^[1-9]\d*:\d+$/),
      deploy: {
        resources: {
          limits: {
            cpus: expect.stringMatching(/^\d+$/),
            memory: expect.stringMatching(/^\d+[mg]$/),
            pids: expect.any(Number),
          },
        },
      },
    })
  }
})

test('every service is pinned', async () => {
  const { version } = await Bun.file(join(root, 'package.json')).json()
  for (const [, { image, build }] of ours) {
    expect(image).toBe(`aam:${version}`)
    expect(build).toEqual({ context: '.' })
  }
  const exact = /:(?:v?\d+\.\d+(?:\.\d+)?|server-b\d+|bookworm-\d{8})(?:-[a-z]+\d*)*$/
  for (const [, { image }] of all) expect(image).toMatch(exact)
  for (const [, { build }] of all) if (build?.args) expect(build.args['OF']).toMatch(exact)
  for (const file of ['Dockerfile', 'ops/container/observe/Dockerfile']) {
    const text = readFileSync(join(root, file), 'utf8')
    const images = [...text.matchAll(/(?:^ARG BASE=|^FROM )(\S*[/:]\S*)/gm)].map(
      ([, name = '']) => name,
    )
    for (const image of images.filter((name) => !name.startsWith('$'))) expect(image).toMatch(exact)
  }
})

test('a service waits until others are healthy, or for one-off services until they end', () => {
  for (const [name, service] of all) {
    const { depends_on = {}, healthcheck } = service
    if (isOneShot(name)) expect(healthcheck).toEqual({ disable: true })
    else expect(healthcheck?.test?.length).toBeGreaterThan(1)
    for (const [needed, { condition, required = true }] of Object.entries(depends_on)) {
      expect(condition).toBe(
        isOneShot(needed) ? 'service_completed_successfully' : 'service_healthy',
      )
      // A profile that is not started must not block the others.
      const isElsewhere = !services[needed]?.profiles.some((profile) =>
        service.profiles.includes(profile),
      )
      if (isElsewhere && required)
        expect([name, needed]).toEqual(['demo', expect.stringMatching(/^(?:api|worker)$/)])
    }
  }
})

test('the proxy resolves APIs again, so that another one is found without a restart', () => {
  const { image = '', environment = {}, depends_on = {} } = services['proxy'] ?? {}
  expect(environment['AAM_SERVERS']).toMatch(
    /^resolver 127\.0\.0\.11 valid=\ds .*server api:3000 resolve /,
  )
  // Older versions support `resolve` only in the commercial edition.
  expect(Bun.semver.satisfies(/:([\d.]+)/.exec(image)?.[1] ?? '', '>=1.27.3')).toBe(true)
  expect(depends_on['api']).toEqual({ condition: 'service_healthy' })
})

test('stored data has a named volume, and every mounted file exists', () => {
  for (const [name, { volumes: mounts = [], networks: joined = [], secrets: files = [] }] of all) {
    for (const mount of mounts) {
      // An unnamed volume would be left behind by each start and never found again.
      expect({ name, mount }).toEqual({ name, mount: expect.stringContaining(':') })
      const [source = ''] = mount.split(':')
      if (source.startsWith('./ops/container/secrets/')) continue
      if (source.startsWith('./')) {
        expect({ source, isThere: existsSync(join(root, source)) }).toEqual({
          source,
          isThere: true,
        })
        continue
      }
      expect({ name, isDeclared: source in volumes }).toEqual({ name, isDeclared: true })
    }
    expect(joined.filter((network) => !(network in networks))).toEqual([])
    expect(files.filter((file) => !(file in secrets))).toEqual([])
  }
  const kept = ['postgres', 'redis', 'storage'].map(
    (name) => services[name]?.volumes?.[0]?.split(':')[0],
  )
  expect(kept).toEqual(['postgres', 'redis', 'objects'])
})

/** Runs prepare.sh as in a new checkout. */
function prepare(at: string, profiles: string[]): Record<string, string> {
  mkdirSync(join(at, 'ops/container'), { recursive: true })
  cpSync(join(root, 'ops/container/prepare.sh'), join(at, 'ops/container/prepare.sh'))
  const result = Bun.spawnSync(['sh', join(at, 'ops/container/prepare.sh'), ...profiles])
  expect(result.stderr.toString()).toBe('')
  const lines = readFileSync(join(at, '.env'), 'utf8').trim().split('\n')
  return Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
}

test('prepare.sh removes the settings of an omitted profile, except those that were changed', () => {
  const at = join(folder, 'left-out')
  prepare(at, ['single', 'observe', 'local-ai'])
  const file = join(at, '.env')
  writeFileSync(file, readFileSync(file, 'utf8').replace('OPENAI_MODEL=local', 'OPENAI_MODEL=ours'))
  expect(prepare(at, [])).toMatchObject({ SPEECH_PROVIDER: 'whisper', LLM_PROVIDER: 'openai' })
  expect(prepare(at, ['single'])).toEqual({ COMPOSE_PROFILES: 'single', OPENAI_MODEL: 'ours' })
})

test('prepare.sh creates every secret once, unreadable for others on the machine', () => {
  const at = join(folder, 'once')
  expect(prepare(at, [])).toEqual({ COMPOSE_PROFILES: 'single,demo' })
  const made = join(at, 'ops/container/secrets')
  const contents = () =>
    Object.fromEntries(
      readdirSync(made)
        .filter((name) => name !== 'own')
        .map((name) => [name, readFileSync(join(made, name), 'utf8')]),
    )
  const first = contents()
  expect(Object.keys(first).toSorted()).toEqual(
    Object.values(secrets)
      .map(({ file }) => file.slice('./ops/container/secrets/'.length))
      .toSorted(),
  )
  expect(statSync(made).mode & 0o777).toBe(0o700)
  writeFileSync(join(at, '.env'), 'COMPOSE_PROFILES=single,demo\nDEMO_EMAIL=me@here.example\n')
  expect(prepare(at, ['single', 'observe'])).toEqual({
    COMPOSE_PROFILES: 'single,observe',
    DEMO_EMAIL: 'me@here.example',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
  })
  expect(contents()).toEqual(first)
  expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length)
})

test('prepare.sh reads settings copied from .env.example, and makes files readable that services read', () => {
  const at = join(folder, 'copied')
  const rules = join(at, 'ops/prometheus/rules.yml')
  mkdirSync(join(at, 'ops/prometheus'), { recursive: true, mode: 0o700 })
  writeFileSync(rules, '', { mode: 0o600 })
  const example = readFileSync(join(root, '.env.example'), 'utf8').trimEnd()
  writeFileSync(join(at, '.env'), `${example}\nAAM_HTTPS_PORT="8443"  # not as root`)
  const env = prepare(at, ['single', 'demo'])
  expect(env).toMatchObject({
    COMPOSE_PROFILES: 'single,demo',
    PUBLIC_URL: 'https://localhost:8443',
  })
  expect(env['AAM_HTTPS_PORT']).toBe('"8443"  # not as root')
  expect(statSync(rules).mode & 0o044).toBe(0o044)
  expect(statSync(join(at, 'ops/prometheus')).mode & 0o055).toBe(0o055)
})

test('with local-ai, recordings and transcripts go to local servers, without a key', () => {
  const at = join(folder, 'local')
  const env = prepare(at, ['single', 'demo', 'observe', 'local-ai'])
  const composed = readCompose(env)
  const { environment = {} } = composed.services['worker'] ?? {}
  const inHere = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace('/run/secrets', join(at, 'ops/container/secrets')),
    ]),
  )
  const config = readConfig({}, inHere)
  expect(config.speech).toMatchObject({
    provider: 'whisper',
    apiKey: null,
    baseUrl: 'http://speech:8000',
  })
  expect(config.llm).toMatchObject({
    provider: 'openai',
    apiKey: null,
    baseUrl: 'http://model:8080/v1',
  })
  expect(config.tracing.endpoint).toBe('http://collector:4318')
  expect(config.trustedProxies).toEqual([
    composed.networks['inside']?.ipam?.config[0]?.subnet ?? '',
  ])
  expect(composed.services['speech']?.environment?.['PRELOAD_MODELS']).toBe(
    JSON.stringify([environment['WHISPER_MODEL']]),
  )
  expect(composed.services['model']?.environment?.['LLAMA_ARG_CTX_SIZE']).toBe(
    String(config.llm.provider === 'openai' && config.llm.contextTokens),
  )
})

test('the image contains what the server imports, and nothing of the dashboard', () => {
  const kept = [...findRuntimePackages(root)].map((path) =>
    path.slice(join(root, 'node_modules/').length),
  )
  expect(kept).toEqual(
    expect.arrayContaining(['elysia', 'postgres', '@deepgram/sdk', 'swagger-ui-dist']),
  )
  for (const name of ['vite', 'solid-js', 'lucide-solid', 'oxlint'])
    expect(kept).not.toContain(name)
})

test('the runbook names only services and commands that exist', async () => {
  const lines = readCommands('install.md').flatMap(({ script }) => script.trim().split('\n'))
  const told = lines.flatMap((line) => parseCompose(line) ?? [])
  expect(told.length).toBeGreaterThan(8)
  for (const { names } of told)
    for (const name of names) expect(Object.keys(services)).toContain(name)
  const { packageManager } = await Bun.file(join(root, 'package.json')).json()
  expect(lines.find((line) => line.startsWith('npx '))).toContain(packageManager)
})
