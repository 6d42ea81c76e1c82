import { startContainer, type Surroundings } from './container.ts'
import { timed } from './run.ts'

/** Runs the image's default command: the whole system in one container with one volume. */
export async function checkUp(around: Surroundings): Promise<void> {
  const { api } = around.compose.services
  const alone = {
    ...around.compose.services,
    up: {
      ...api,
      command: ['up', '--no-demo'],
      environment: {},
      secrets: [],
      volumes: ['up:/var/lib/aam'],
      stop_grace_period: '60s',
    },
  } as Surroundings['compose']['services']
  const container = await startContainer(
    { ...around, compose: { ...around.compose, services: alone } },
    'up',
  )
  await timed('up is healthy', () => container.untilHealthy())
  const { code, ms } = await container.end()
  console.log(`  SIGTERM to up: exit code ${code} after ${Math.round(ms)} ms`)
  if (code !== 0) throw new Error(`up ended with ${code}: ${container.log().slice(-2_000)}`)
}
