import { StackError } from '../stack-error.ts'
import { readState } from './child.ts'
import { choosePort } from './ports.ts'
import { identify } from './process-identity.ts'
import type { ServiceSpec, StartContext } from './service.ts'
import { supervise } from './supervise.ts'

const attempts = 3

/**
 * Starts a service on its previous port if that is free or still its own, else on another: clients get the address from
 * the stack at each start. `describe` builds the service for a port. Returns the port.
 */
export async function superviseOnFreePort(
  context: StartContext,
  name: string,
  describe: (port: number) => ServiceSpec,
): Promise<number> {
  const { home, onStarted } = context
  const state = readState(home, name)
  let port = state?.port
  if (state === undefined || identify(state.pid)?.startedAt !== state.startedAt) {
    port = choosePort(name, state?.port)
  }
  for (let attempt = 1; ; attempt++) {
    const chosen = port ?? choosePort(name, undefined)
    try {
      onStarted(await supervise(context, describe(chosen)))
      return chosen
    } catch (error) {
      const lostRace = error instanceof StackError && error.code === 'port_taken'
      if (!lostRace || attempt === attempts) throw error
      port = undefined
    }
  }
}
