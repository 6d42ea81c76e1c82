import { join } from 'node:path'
import { freePort } from '../../test/free-ports.ts'
import { eventually } from '../../test/installation.ts'
import { untilSaid } from '../../test/start-aam.ts'
import { root } from '../compose.ts'
import { timed } from './run.ts'

const endedWithinMs = 60_000

/** Runs the runbook's command for one machine, on its own port and home, and ends it with Ctrl-C. */
export async function checkOneMachine(line: string, folder: string): Promise<void> {
  const port = await freePort()
  const home = join(folder, 'aam-home')
  const command = line.replace('./aam-home', home).split(' ')
  const child = Bun.spawn([...command, '--port', String(port)], {
    cwd: root,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
    env: { ...process.env, METRICS_PORT: '0' },
    // Its own process group, which receives what a terminal sends on Ctrl-C.
    detached: true,
  })
  try {
    await timed('to the printed sign-in', () => untilSaid(child.stdout, 'Sign in'))
    const signIn = (await Bun.file(join(home, 'demo-sign-in.json')).json()) as object
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
      method: 'POST',
      headers: { host: `demo.localhost:${port}`, 'content-type': 'application/json' },
      body: JSON.stringify(signIn),
    })
    if (!answer.ok) throw new Error(`no sign-in: ${answer.status} ${await answer.text()}`)
    console.log(`  signed in: ${answer.status}`)
  } finally {
    process.kill(-child.pid, 'SIGINT')
  }
  await timed('ended by Ctrl-C', () => eventually(async () => !isAlive(child.pid), endedWithinMs))
}

/** Whether any process of a group remains: npx, Bun and AAM end one after another. */
function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}
