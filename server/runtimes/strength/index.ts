import type { PasswordMeter } from '../../modules/identity/passwords/ports.ts'
import { AppError } from '../../platform/errors.ts'
import { openFairGate } from '../../platform/fair-gate.ts'
import type { FromMeter, ToMeter } from './messages.ts'

const idleMs = 60_000
/** The first rating waits until the dictionaries are loaded. */
const deadlineMs = 10_000
/** Further characters would not make a password weaker, so they are not rated. */
const maxRatedChars = 64
const personalAtMost = 24

/** Rates passwords on a thread that starts with the first one and ends after an idle minute. */
export function openPasswordMeter(): PasswordMeter & { stop(): void } {
  const gate = openFairGate({
    name: 'password-strength',
    slots: 1,
    waitingAtMost: 64,
    waitAtMostMs: 8_000,
    what: { en: 'passwords', ru: 'проверок паролей' },
  })
  let thread: Worker | null = null
  let idle: ReturnType<typeof setTimeout> | undefined
  const end = (): void => {
    clearTimeout(idle)
    thread?.terminate()
    thread = null
  }
  return {
    findFault: (claimant, password, personal) =>
      gate.run(claimant, async () => {
        clearTimeout(idle)
        thread ??= new Worker(new URL('./entry.ts', import.meta.url), { smol: true, ref: false })
        try {
          const { fault } = await ask(thread, {
            password: password.slice(0, maxRatedChars),
            personal: partsOf(personal),
          })
          idle = setTimeout(end, idleMs)
          idle.unref()
          return fault
        } catch (error) {
          end()
          throw error
        }
      }),
    stop() {
      gate.close()
      end()
    },
  }
}

/** Whole and word by word: a guesser tries both. */
const partsOf = (personal: readonly string[]): string[] =>
  [...new Set(personal.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]))]
    .filter((part) => part.length > 2)
    .slice(0, personalAtMost)
    .map((part) => part.slice(0, maxRatedChars).toLowerCase())

async function ask(thread: Worker, question: ToMeter): Promise<FromMeter> {
  const { promise, resolve, reject } = Promise.withResolvers<FromMeter>()
  const hold = thread as unknown as Pick<Bun.Worker, 'ref' | 'unref'>
  const onMessage = ({ data }: MessageEvent<FromMeter>): void => resolve(data)
  const onError = (event: Event): void => {
    event.preventDefault()
    reject(unrated())
  }
  const onClose = (): void => reject(unrated())
  const timer = setTimeout(() => reject(unrated()), deadlineMs)
  thread.addEventListener('message', onMessage)
  thread.addEventListener('error', onError)
  thread.addEventListener('close', onClose)
  hold.ref()
  try {
    thread.postMessage(question, [])
    return await promise
  } finally {
    clearTimeout(timer)
    thread.removeEventListener('message', onMessage)
    thread.removeEventListener('error', onError)
    thread.removeEventListener('close', onClose)
    hold.unref()
  }
}

const unrated = (): AppError =>
  new AppError(
    'unavailable',
    'The password could not be checked just now. Nothing was changed; try again in a few seconds.',
    [],
    { 'retry-after': '2' },
    'Сейчас не удалось проверить пароль. Ничего не изменилось; повторите через несколько секунд.',
  )
