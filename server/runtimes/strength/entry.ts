import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common'
import { dictionary as english } from '@zxcvbn-ts/language-en'
import type { PasswordFault } from '../../modules/identity/passwords/ports.ts'
import type { FromMeter, ToMeter } from './messages.ts'

declare const self: Worker

/** Of five: safely unguessable by a stranger who tries online (zxcvbn's own words for 3). */
const goodScore = 3

/** Common passwords of Russian speakers; the dictionaries contain Latin letters only. */
const russian = (
  'пароль привет любовь солнышко зайчик наташа марина сергей андрей максим светлана россия москва спартак зенит ' +
  'админ администратор йцукен йцукенгшщз фывапролдж ячсмитьбю самсунг вконтакте компания договор бухгалтерия ' +
  'директор начальник работа встреча организация'
).split(' ')

const meter = new ZxcvbnFactory({
  dictionary: { ...common, ...english, russian },
  graphs: adjacencyGraphs,
  l33tMaxSubstitutions: 10,
  maxLength: 64,
})

const faultOf: Record<string, PasswordFault> = {
  straightRow: 'password_keys',
  keyPattern: 'password_keys',
  simpleRepeat: 'password_repeated',
  extendedRepeat: 'password_repeated',
  sequences: 'password_repeated',
  recentYears: 'password_dates',
  dates: 'password_dates',
  topTen: 'password_common',
  topHundred: 'password_common',
  common: 'password_common',
  similarToCommon: 'password_common',
  wordByItself: 'password_common',
  namesByThemselves: 'password_names',
  commonNames: 'password_names',
  userInputs: 'password_personal',
}

function findFault({ password, personal }: ToMeter): PasswordFault | null {
  if (isMostlyPersonal(password.toLowerCase(), personal)) return 'password_personal'
  const { score, feedback, sequence } = meter.check(password, personal)
  if (score >= goodScore) return null
  const found = new Set(sequence.map(({ dictionaryName }) => dictionaryName as unknown))
  if (found.has('userInputs')) return 'password_personal'
  if (found.has('russian')) return 'password_common'
  return faultOf[feedback.warning ?? ''] ?? 'password_weak'
}

/** What surrounds a name must be hard to guess by itself. */
const minBeside = 6

function isMostlyPersonal(password: string, personal: readonly string[]): boolean {
  const rest = personal.reduce((left, part) => left.replaceAll(part, ''), password)
  return rest !== password && rest.replaceAll(/[^\p{L}\p{N}]/gu, '').length < minBeside
}

const answer = (message: FromMeter, transfer: Transferable[] = []): void =>
  self.postMessage(message, transfer)

self.addEventListener('message', ({ data }: MessageEvent<ToMeter>) => {
  answer({ fault: findFault(data) })
})
