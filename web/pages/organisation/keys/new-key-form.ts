import { createSignal } from 'solid-js'
import type { CreateKey } from '../../../../server/modules/identity/keys/contract.ts'
import { t } from '../../../i18n/index.ts'
import type { Problem } from '../../../lib/problem.ts'
import { type Levels, nothing, scopesOf } from './scopes.ts'

export const expiryDays = [30, 90, 365] as const
const dayMs = 86_400_000
/** As much of a wrong range as shows which one is meant. */
const maxRangeChars = 60

export const linesIn = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((line) => line.trim())
    .filter(Boolean)

/** Describes the first range that the server rejected, or that there are too many. */
export function rangeFault(
  problem: Problem | undefined,
  ranges: readonly string[],
): string | undefined {
  const pointer = problem?.errors.find((one) => one.pointer.startsWith('/allowedRanges'))?.pointer
  if (pointer === undefined) return undefined
  const range = ranges[Number(pointer.split('/').at(-1))]
  if (range === undefined) return t('newKey.manyRanges')
  return t('newKey.badRange', {
    what: range.length > maxRangeChars ? `${range.slice(0, maxRangeChars)}…` : range,
  })
}

export const endOf = (days: string): string =>
  new Date(Date.now() + Number(days) * dayMs).toISOString()

export type NewKeyForm = ReturnType<typeof createNewKeyForm>

export function createNewKeyForm(accountId: string) {
  const [name, setName] = createSignal('')
  const [account, setAccount] = createSignal(accountId)
  const [levels, setLevels] = createSignal<Levels>(nothing())
  const [days, setDays] = createSignal('90')
  const [ranges, setRanges] = createSignal('')
  const body = (): CreateKey => ({
    name: name().trim(),
    scopes: scopesOf(levels()),
    ...(account() ? { serviceAccountId: account() } : {}),
    ...(days() ? { expiresAt: endOf(days()) } : {}),
    ...(linesIn(ranges()).length > 0 ? { allowedRanges: linesIn(ranges()) } : {}),
  })
  const isWhole = (): boolean => name().trim() !== '' && body().scopes.length > 0
  const fields = { name, setName, account, setAccount, levels, setLevels, days, setDays }
  return { ...fields, ranges, setRanges, body, isWhole }
}
