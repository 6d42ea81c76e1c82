import { askForPasskeySignIn, signInByPasskey } from '../../api/factors.ts'
import { usePasskey } from './browser.ts'
import { enter } from '../session.ts'

/** Signs in by a passkey alone; loaded on demand. */
export async function enterByPasskey(): Promise<void> {
  await signInByPasskey(await usePasskey(await askForPasskeySignIn()))
  await enter()
}
