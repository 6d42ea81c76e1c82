import { openDatabase } from '../../db/client.ts'
import {
  largestNotificationBytes,
  NotificationRefused,
  recordBounce,
  tooLarge,
} from '../modules/mail/bounces/index.ts'
import type { Config } from '../platform/config.ts'
import { CommandFailed } from './command.ts'
import { withInstallation } from './installation.ts'

/** EX_TEMPFAIL of sysexits.h: a mail server that pipes to the command keeps the report and retries. */
const tryAgainLater = 75

/**
 * `aam mail bounced`: records the delivery status notification on standard input. Returns the exit code; throws
 * CommandFailed, with nothing changed, if it is not about a message that we sent.
 */
export async function recordBounceFrom(
  input: ReadableStream<Uint8Array>,
  config: Config,
  print: (data: object, text: string) => void,
): Promise<number> {
  try {
    const raw = await readBounded(input)
    const fromDomain = config.mail?.from.split('@').at(-1) ?? null
    const noted = await withInstallation(config, async ({ databaseUrl }) => {
      const db = openDatabase({ url: databaseUrl, max: 1, applicationName: 'aam-cli' })
      try {
        return await recordBounce({ db }, raw, fromDomain)
      } finally {
        await db.close()
      }
    })
    const text = noted.isNew
      ? `The letter ${noted.mailId} came back: ${noted.status}.`
      : `The letter ${noted.mailId} was noted before as come back.`
    print(noted, text)
    return 0
  } catch (error) {
    if (error instanceof NotificationRefused)
      throw new CommandFailed(`${error.message} Nothing was changed.`)
    console.error(
      `The report could not be noted now: ${error instanceof Error ? error.message : String(error)}. Try again later.`,
    )
    return tryAgainLater
  }
}

async function readBounded(input: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of input) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > largestNotificationBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
