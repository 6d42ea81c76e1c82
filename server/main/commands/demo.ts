import { parseArgs } from 'node:util'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { ensureDemo } from '../demo.ts'
import { withInstallation } from '../installation.ts'
import { openServices, providersOf } from '../services.ts'
import { type Command, untilStopped } from '../command.ts'

export const command: Command = {
  usage: `Usage: bun aam demo [--home DIR]

Creates the demo organisation with its sample meetings where there is none, follows them through the workers for a minute
at most, and prints the address and the sign-in: DEMO_EMAIL with DEMO_PASSWORD, or a password that is made up.`,
  async run(args) {
    const { values } = parseArgs({ args, options: { home: { type: 'string' } } })
    const config = readConfig(values.home ? { home: values.home } : {})
    const say = (line: string) => console.log(`  ${line}`)
    return withInstallation(config, async (addresses) => {
      const services = await openServices(addresses, createLog(config.logLevel), {
        name: 'demo',
        whenRedisIsAway: 'fail',
        ...providersOf(config),
      })
      try {
        await services.files.ensureBucket()
        await ensureDemo(services, config, config.port, say, untilStopped())
      } finally {
        await services.close()
      }
      return 0
    })
  },
}
