import { Ajv2020 } from 'ajv/dist/2020.js'
import { type LimitName, limitOf } from '../limits/limit-list.ts'
import { Plan } from './plan.ts'

/** All versions of all plans. */
export interface Plans {
  /** Undefined for an unknown version. */
  find(id: string, version: number): Plan | undefined
  newest(id: string): Plan | undefined
  ids: readonly string[]
}

/** Plans that every installation needs. */
const neededIds = ['free', 'self-hosted']

/**
 * Parses plans from file contents by file name. Throws an Error that lists all faults: a wrong shape, a limit without a
 * name in a language, a missing version.
 */
export function readPlans(files: Record<string, string>): Plans {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, logger: false })
  const check = ajv.compile<Plan>(Plan)
  const faults: string[] = []
  const plans: Plan[] = []
  for (const [file, text] of Object.entries(files)) {
    const plan = parse(text)
    if (check(plan)) {
      plans.push(plan)
      faults.push(...faultsOf(file, plan))
    } else {
      const found = check.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`)
      faults.push(...(found ?? []).map((fault) => `${file}: ${fault}`))
    }
  }
  const byId = Map.groupBy(plans, ({ id }) => id)
  for (const [id, versions] of byId) {
    versions.sort((a, b) => a.version - b.version)
    const isWhole = versions.every(({ version }, at) => version === at + 1)
    if (!isWhole) faults.push(`${id}: its versions do not run from 1 without a gap`)
  }
  for (const id of neededIds) if (!byId.has(id)) faults.push(`${id}: there is no such plan`)
  if (faults.length > 0) throw new Error(`The plans cannot be used:\n${faults.join('\n')}`)
  return {
    find: (id, version) => byId.get(id)?.[version - 1],
    newest: (id) => byId.get(id)?.at(-1),
    ids: [...byId.keys()],
  }
}

function faultsOf(file: string, plan: Plan): string[] {
  const faults: string[] = []
  const name = `${plan.id}.${plan.version}.json`
  if (file !== name) faults.push(`it holds what belongs into ${name}`)
  if ((plan.payment === 'card') !== (plan.price !== null))
    faults.push('a plan has a price when, and only when, it is paid by card')
  const minute = plan.price?.minuteMinorDecimal
  if (minute && !hasExactSecond(minute))
    faults.push('the price of a minute cannot be divided into 60 with at most 12 decimals')
  for (const limit of Object.keys(plan.limits) as LimitName[]) {
    const { unit } = limitOf(limit)
    if (!unit.en.trim() || !unit.ru.trim()) faults.push(`${limit} has no words in both languages`)
  }
  return faults.map((fault) => `${file}: ${fault}`)
}

/** Minutes are counted and charged by the second; the provider accepts at most 12 decimals. */
function hasExactSecond(minuteMinorDecimal: string): boolean {
  const [whole = '', fraction = ''] = minuteMinorDecimal.split('.')
  return BigInt(whole + fraction.padEnd(12, '0')) % 60n === 0n
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
