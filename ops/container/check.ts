import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSpeechStandIn } from '../stand-ins/deepgram/index.ts'
import { startOpenaiStandIn } from '../stand-ins/openai/server.ts'
import { canInstallPackages, installPackages } from '../test/debian-packages.ts'
import { provideDebianPrograms } from '../topology/debian-programs.ts'
import { type ComposeFile, readCompose, root } from './compose.ts'
import { type Container, runOnce, startContainer, type Surroundings } from './check/container.ts'
import { checkGuards } from './check/guards.ts'
import { type BuiltImage, buildImage } from './check/image.ts'
import {
  analysed,
  bringMeeting,
  lengthOf,
  requestThrough,
  sendRecording,
  signIn,
} from './check/journey.ts'
import { openNetwork } from './check/network.ts'
import { serveAs } from './check/outside.ts'
import { type Program, startPostgres, startProxy } from './check/programs.ts'
import { run, timed } from './check/run.ts'
import { checkUp } from './check/up.ts'

// Builds the image and runs docker-compose.yml with it, without an engine and without a registry: by buildah, runc and
// Debian's Postgres and nginx. Takes minutes and needs root on Debian 12, so it is a command of its own:
//   bun ops/container/check.ts [--keep DIR]     DIR keeps what was built for the next time
const keepAt = process.argv[process.argv.indexOf('--keep') + 1]
const cache = process.argv.includes('--keep') && keepAt ? keepAt : join(tmpdir(), 'aam-image')
const programs = ['buildah', 'debootstrap', 'runc', 'ip', 'promtool', 'curl']
const packages = ['buildah', 'debootstrap', 'runc', 'iproute2', 'prometheus', 'curl']

/** What an operator gets who types the runbook's first command. */
async function prepare(folder: string): Promise<{ secrets: string; env: Record<string, string> }> {
  const checkout = join(folder, 'checkout')
  mkdirSync(join(checkout, 'ops/container'), { recursive: true })
  cpSync(join(root, 'ops/container/prepare.sh'), join(checkout, 'ops/container/prepare.sh'))
  const command = ['sh', join(checkout, 'ops/container/prepare.sh'), 'single', 'demo', 'local-ai']
  const said = await run(command)
  console.log(said.trimEnd().replaceAll(/^/gm, '  '))
  const lines = readFileSync(join(checkout, '.env'), 'utf8').trim().split('\n')
  const env = Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  return { secrets: join(checkout, 'ops/container/secrets'), env }
}

async function checkCompose(around: Surroundings): Promise<void> {
  const { compose, network, secrets } = around
  const running: Container[] = []
  const others: Program[] = []
  const begin = async (name: string) => {
    const container = await startContainer(around, name)
    running.push(container)
    await timed(`${name} is healthy`, () => container.untilHealthy())
    return container
  }
  const speech = startSpeechStandIn()
  const model = startOpenaiStandIn()
  const atSpeech = await serveAs(network.addressOf('speech'), 8000, speech.url, speech.key)
  const atModel = await serveAs(network.addressOf('model'), 8080, model.url.replace(/\/v1$/, ''))
  try {
    others.push(await startPostgres(around))
    await begin('redis')
    await begin('storage')
    await timed('migrate', () => runOnce(around, 'migrate'))
    console.log(`  ${(await runOnce(around, 'certificate')).trim()}`)
    const [api, worker] = [await begin('api'), await begin('worker')]
    others.push(await startProxy(around))
    await checkGuards(around, [api, worker])
    await timed('demo', async () => console.log((await runOnce(around, 'demo')).trimEnd()))

    const request = requestThrough(`https://${network.addressOf('proxy')}:8443`, 'localhost')
    const ready = await request('', '/health/ready')
    console.log(`  /health/ready through the proxy: ${ready.status} ${await ready.text()}`)
    const { DEMO_EMAIL = '' } = compose.services['demo']?.environment ?? {}
    const password = readFileSync(join(secrets, 'demo_password'), 'utf8')
    const owner = await signIn(request, DEMO_EMAIL, password)
    const items = await timed('transcript to review', () => bringMeeting(owner))
    const recording = await sendRecording(request, owner)
    const lengthMs = await timed('recording to its length', () => lengthOf(owner, recording))
    const fromSpeech = await timed('recording to review', () => analysed(owner, recording))
    console.log(
      `  ${items} items from a transcript; a recording of ${lengthMs} ms, ${fromSpeech} items from it`,
    )
    console.log(
      `  asked without a key: ${[...new Set([...atSpeech.calls, ...atModel.calls])].join(' ')}`,
    )
    if (atSpeech.calls.length === 0 || atModel.calls.length === 0) throw new Error('nobody asked')
    if (atSpeech.keys > 0 || atModel.keys > 0) throw new Error('a key was sent')

    for (const container of running.toReversed()) {
      const { code, ms } = await container.end()
      console.log(`  SIGTERM to ${container.name}: exit code ${code} after ${Math.round(ms)} ms`)
      if (code !== 0)
        throw new Error(`${container.name} ended with ${code}: ${container.log().slice(-2_000)}`)
    }
    running.length = 0
  } finally {
    for (const container of running) await container.end().catch(() => undefined)
    for (const program of others) program.kill('SIGTERM')
    await Promise.all(others.map(({ exited }) => exited))
    await Promise.all([speech.stop(), model.stop(), atSpeech.stop(), atModel.stop()])
  }
}

async function checkConfigurations(folder: string): Promise<void> {
  const scrape = join(folder, 'prometheus.yml')
  const text = readFileSync(join(root, 'ops/container/observe/prometheus.yml'), 'utf8')
  await Bun.write(scrape, text.replace('/etc/prometheus/aam', join(root, 'ops/prometheus')))
  console.log(
    `  promtool: ${(await run(['promtool', 'check', 'config', scrape])).trim().replaceAll('\n', ' ')}`,
  )
}

async function check(image: BuiltImage, folder: string): Promise<void> {
  const megabytes = (image.sizeBytes / 1e6).toFixed(0)
  console.log(`  the image has ${megabytes} MB in ${image.layers} layers`)
  console.log('Preparing as the runbook says')
  const { secrets, env } = await prepare(folder)
  const compose: ComposeFile = readCompose(env)
  const subnet = compose.networks['inside']?.ipam?.config[0]?.subnet ?? ''
  const names = [...Object.keys(compose.services), 'up']
  const network = await openNetwork(subnet, names, folder)
  const around = { image, compose, network, folder, secrets }
  try {
    console.log('Running the services of docker-compose.yml')
    await checkCompose(around)
    console.log('Running the image by itself')
    await checkUp(around)
  } finally {
    await network.close()
  }
}

if (!canInstallPackages()) {
  console.error(
    'This check needs root on Debian 12: it installs buildah, debootstrap, runc and nginx.',
  )
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'aam-check-'))
// Postgres and nginx pass through it as other users.
chmodSync(folder, 0o755)
mkdirSync(cache, { recursive: true })
let image: BuiltImage | undefined
try {
  if (programs.some((program) => Bun.which(program) === null)) await installPackages(packages)
  await provideDebianPrograms()
  console.log('Checking configurations')
  await checkConfigurations(folder)
  console.log('Building the image')
  image = await buildImage(cache)
  await check(image, folder)
  console.log('The image and docker-compose.yml work.')
} finally {
  await image?.remove()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
