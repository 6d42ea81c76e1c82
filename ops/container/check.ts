import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canInstallPackages, installPackages } from '../test/debian-packages.ts'
import { eventually } from '../test/installation.ts'
import { provideDebianPrograms } from '../topology/debian-programs.ts'
import { readCommands } from '../topology/runbook.ts'
import type { Surroundings } from './check/container.ts'
import { openEngine } from './check/engine.ts'
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
import { provideNewerNginx } from './check/newer-nginx.ts'
import { checkOneMachine } from './check/one-machine.ts'
import { openOutside, type Outside } from './check/outside.ts'
import { parseCompose } from './check/played-engine.ts'
import { run, timed } from './check/run.ts'
import { checkUp } from './check/up.ts'
import { readCompose, root } from './compose.ts'

// Builds the image and runs the commands of ops/runbooks/install.md with it, without an engine or a registry, by buildah,
// runc and Debian's Postgres and nginx. It takes minutes and needs root on Debian 12, so it is a separate command:
//   bun ops/container/check.ts [--keep DIR]     DIR keeps the build for the next run
const keepAt = process.argv[process.argv.indexOf('--keep') + 1]
const cache = process.argv.includes('--keep') && keepAt ? keepAt : join(tmpdir(), 'aam-image')
const programs = ['buildah', 'debootstrap', 'runc', 'ip', 'curl']
const packages = ['buildah', 'debootstrap', 'runc', 'iproute2', 'curl']

const commands = readCommands('install.md').flatMap(({ script }) => script.trim().split('\n'))

/** Runs the runbook's preparation in its own checkout; the last line requests every profile. */
async function prepare(folder: string): Promise<{ secrets: string; env: Record<string, string> }> {
  const checkout = join(folder, 'checkout')
  mkdirSync(join(checkout, 'ops/container'), { recursive: true })
  cpSync(join(root, 'ops/container/prepare.sh'), join(checkout, 'ops/container/prepare.sh'))
  for (const line of commands.filter((one) => one.startsWith('sh '))) {
    console.log(`$ ${line}`)
    const said = await run(['sh', '-euc', line], { cwd: checkout })
    console.log(said.trimEnd().replaceAll(/^/gm, '  '))
  }
  const lines = readFileSync(join(checkout, '.env'), 'utf8').trim().split('\n')
  const env = Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  return { secrets: join(checkout, 'ops/container/secrets'), env }
}

async function playRunbook(around: Surroundings, outside: Outside): Promise<void> {
  const engine = openEngine(around)
  let isUp = false
  try {
    for (const line of commands) {
      const told = parseCompose(line)
      if (!told) continue
      console.log(`$ ${line}`)
      const said = await engine.play(told)
      if (told.verb === 'exec' && told.into === null)
        console.log(said.trimEnd().replaceAll(/^/gm, '  '))
      else if (said !== '') console.log(`  ${said.length} characters`)
      if (isUp) continue
      await goThrough(around, outside)
      checkProxyLog(around)
      await checkHelp((command) =>
        engine.play({ verb: 'exec', names: ['api'], command, into: null }),
      )
      isUp = true
    }
  } finally {
    await engine.close()
  }
}

/** Does what people do: signs in, adds a transcript and a recording, and finds both in review. */
async function goThrough({ compose, network, secrets }: Surroundings, outside: Outside) {
  const { speech, model, collector } = outside
  const request = requestThrough(`https://${network.addressOf('proxy')}:8443`, 'localhost')
  const ready = await request('', '/health/ready')
  if (ready.status !== 200) throw new Error(`not ready: ${await ready.text()}`)
  const { DEMO_EMAIL = '' } = compose.services['demo']?.environment ?? {}
  const owner = await signIn(
    request,
    DEMO_EMAIL,
    readFileSync(join(secrets, 'demo_password'), 'utf8'),
  )
  const { data: sessions } = await owner.get<{ data: { address: string }[] }>('/me/sessions')
  const seen = sessions[0]?.address
  console.log(`  the API sees ${seen}, which is not the proxy's ${network.addressOf('proxy')}`)
  if (seen !== network.hostAddress) throw new Error('the proxy is not believed')
  const items = await timed('transcript to review', () => bringMeeting(owner))
  const recording = await sendRecording(request, owner)
  const lengthMs = await timed('recording to its length', () => lengthOf(owner, recording))
  const heard = await timed('recording to review', () => analysed(owner, recording))
  console.log(
    `  ${items} items of a transcript; a recording of ${lengthMs} ms, ${heard} items of it`,
  )
  for (const { name, calls, keys } of [speech, model]) {
    if (calls.length === 0 || keys > 0)
      throw new Error(`${name}: ${calls.length} calls, ${keys} keys`)
    console.log(`  ${name} was asked ${calls.length} times without a key`)
  }
  for (const name of ['api', 'worker']) {
    const figures = await fetch(`http://${network.addressOf(name)}:9464/metrics`)
    const count = (await figures.text())
      .split('\n')
      .filter((line) => line.startsWith('aam_')).length
    if (!figures.ok || count === 0) throw new Error(`${name} serves no figures`)
    console.log(`  ${name} serves ${count} figures to Prometheus`)
  }
  await eventually(async () => collector.calls.length > 0)
  console.log(`  the collector got traces at ${collector.calls[0]}`)
}

/** Recordings went through the proxy with addresses that are signed in their query. */
function checkProxyLog({ folder }: Surroundings): void {
  const lines = readFileSync(join(folder, 'proxy/access.log'), 'utf8')
  if (!lines.includes('/_s3/')) throw new Error('the proxy logged no recording')
  if (lines.includes('?')) throw new Error('the proxy logged a query')
  console.log(`  the proxy logged ${lines.split('\n').length - 1} requests without their queries`)
}

/** Every command that the image names must exist. */
async function checkHelp(exec: (command: string[]) => Promise<string>): Promise<void> {
  const help = await exec(['aam', 'help'])
  const names = [...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name)
  for (const name of names) await exec(['aam', name, '--help'])
  console.log(`  the image has the commands ${names.join(', ')}`)
}

async function check(image: BuiltImage, folder: string): Promise<void> {
  const megabytes = (image.sizeBytes / 1e6).toFixed(0)
  console.log(`  the image has ${megabytes} MB in ${image.layers} layers`)
  const { secrets, env } = await prepare(folder)
  const compose = readCompose(env)
  const { api, worker } = compose.services
  if (api && worker) {
    Object.assign(compose.services, { 'worker-2': worker, 'worker-3': worker, 'api-2': api })
  }
  const subnet = compose.networks['inside']?.ipam?.config[0]?.subnet ?? ''
  const network = await openNetwork(subnet, [...Object.keys(compose.services), 'up'], folder)
  const nginx = await provideNewerNginx(cache)
  const around = { image, compose, network, folder, secrets, nginx }
  const outside = await openOutside(network)
  try {
    await playRunbook(around, outside)
    console.log('The image by itself')
    await checkUp(around)
  } finally {
    await outside.stop()
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
  console.log('Building the image')
  image = await buildImage(cache)
  await check(image, folder)
  for (const line of commands.filter((one) => one.startsWith('npx '))) {
    console.log(`$ ${line}`)
    await checkOneMachine(line, folder)
  }
  console.log('The image and docker-compose.yml work.')
} finally {
  await image?.remove()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
