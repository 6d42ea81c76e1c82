import type { Role } from '../../server/platform/context.ts'
import { openInstallation } from '../test/installation.ts'
import { checkAnswers, checkRedis, checkTraces } from './canaries/canaries.ts'
import { openCanaries } from './canaries/open-canaries.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { emptyFindings, type Findings } from './report.ts'
import { checkAdmission } from './routes/admission.ts'
import type { OwnValues } from './routes/find-values.ts'
import { checkRealCalls } from './routes/real-calls.ts'
import { checkStrangers } from './routes/strangers.ts'
import { checkCatalogue } from './tables/check-catalogue.ts'
import { fillTables } from './tables/fill-tables.ts'
import { readCatalogue } from './tables/read-catalogue.ts'
import { walkTables } from './tables/walk-tables.ts'
import { interleave } from './traffic/interleave.ts'
import { roles } from '../../plugins/vocabulary.ts'
import { openWorld, type World } from './world/world.ts'

export interface Proof {
  title: string
  run(): Promise<Findings>
}

/** How much to try: everything, or what fits into a run of all tests. */
export interface Size {
  roles: readonly Role[]
  rowsOfTable: number
  idsOfPlace: number
  onlyOwnArea: boolean
  /** Each tenant searches for the other's canaries, also in its own scenarios. */
  canariesBothWays: boolean
  tenants: number
  interleaved: number
  atOnce: number
  fuzzed: number
}

export const whole: Size = {
  roles,
  rowsOfTable: 3,
  idsOfPlace: 1_000,
  onlyOwnArea: false,
  canariesBothWays: true,
  tenants: 50,
  interleaved: 10_000,
  atOnce: 48,
  fuzzed: 5_000,
}

export const lean: Size = {
  roles: ['owner', 'viewer'],
  rowsOfTable: 1,
  idsOfPlace: 10,
  onlyOwnArea: true,
  canariesBothWays: false,
  tenants: 6,
  interleaved: 500,
  atOnce: 24,
  fuzzed: 300,
}

/** Few, so that different tenants reuse the same connections. */
export const worldConnections = 4

export const tableProofs: Proof[] = [
  {
    title: 'Tables, keys, views and functions of the catalogue',
    async run() {
      const installation = await openInstallation({ worker: false })
      try {
        const { admin } = installation
        const catalogue = await readCatalogue(admin)
        const own = (await installation.createTenant('walk-one')).tenantId
        const other = (await installation.createTenant('walk-two')).tenantId
        await fillTables({ sql: admin, catalogue, tenantId: own, marker: 'one' })
        await fillTables({ sql: admin, catalogue, tenantId: other, marker: 'two' })
        const found = checkCatalogue(catalogue)
        return joinFindings([found, await walkTables(admin, catalogue, { own, other })])
      } finally {
        await installation.close()
      }
    },
  },
]

export type WorldProof = 'admission' | 'calls' | 'strangers' | 'traffic' | 'fuzz'

/** Routes that share a tenant with rows in every table. */
export function worldProofs(
  { world, values }: ProofWorld,
  size: Size,
  seed: number,
): Record<WorldProof, Proof> {
  const { rowsOfTable, idsOfPlace, onlyOwnArea, tenants, interleaved, atOnce, fuzzed } = size
  return {
    admission: {
      title: 'Who is let in where',
      run: () => checkAdmission(world, { onlyOwnArea }),
    },
    calls: {
      title: 'Calls that are carried out',
      run: () => checkRealCalls(world, values, size.roles),
    },
    strangers: {
      title: 'Another tenant’s ids',
      run: () => checkStrangers(world, values, { rowsOfTable, idsOfPlace }),
    },
    traffic: {
      title: 'Tenants at once over few connections',
      run: () => interleave(world, values, { tenants, requests: interleaved, atOnce }),
    },
    fuzz: {
      title: `Requests made from the API’s document, AAM_FUZZ_SEED=${seed}`,
      run: () => fuzz(world, values, { seed, requests: fuzzed }),
    },
  }
}

export interface ProofWorld {
  world: World
  /** Values for the paths of its routes. */
  values: OwnValues
}

export const openProofWorld = (options: Parameters<typeof openWorld>[0] = {}): Promise<World> =>
  openWorld({ connections: worldConnections, ...options })

/** Routes for whose paths no row of the tenant was found. */
export const unreachedRoutes = ({ world, values }: ProofWorld): string[] =>
  world.routes
    .filter(({ name, params }) => params.length > 0 && !values.has(name))
    .map(({ name }) => name)

export const canaryProofs = ({ canariesBothWays: bothWays }: Size): Proof[] => [
  {
    title: 'Canaries in answers, streams, Redis, log and spans',
    async run() {
      const canaries = await openCanaries({ withScenario: bothWays })
      const { one, two } = canaries
      try {
        return joinFindings([
          await checkAnswers(one, two),
          ...(bothWays ? [await checkAnswers(two, one)] : []),
          await checkRedis(one, two),
          checkTraces([one, two], canaries.traces()),
        ])
      } finally {
        await canaries.close()
      }
    },
  },
]

function joinFindings(all: Findings[]): Findings {
  const joined = emptyFindings()
  for (const { counts, failures } of all) {
    joined.failures.push(...failures)
    for (const [name, value] of Object.entries(counts)) {
      joined.counts[name] = (joined.counts[name] ?? 0) + value
    }
  }
  return joined
}
