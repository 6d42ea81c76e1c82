import { definerRoles } from '../../../db/roles.ts'
import { count, emptyFindings, type Findings } from '../report.ts'
import { definerFunctions, uniqueAcrossTenants } from './exceptions.ts'
import type { Catalogue, Policy, Table } from './read-catalogue.ts'

const searchPath = 'search_path=pg_catalog, public'

/** The rules for every table, key, policy, view and function, checked by the catalogue alone. */
export function checkCatalogue(catalogue: Catalogue): Findings {
  const findings = emptyFindings()
  const fail = (line: string) => findings.failures.push(line)
  for (const table of catalogue.tables) {
    count(findings, 'tables')
    for (const fault of faultsOfTable(table, catalogue)) fail(`table ${table.name} ${fault}`)
  }
  for (const { table, name, firstColumn } of catalogue.uniqueIndexes) {
    count(findings, 'unique keys and indexes')
    if (firstColumn !== null && firstColumn === tenantColumnOf(catalogue, table)) continue
    if (!Object.hasOwn(uniqueAcrossTenants, `${table} ${name}`)) {
      fail(`unique ${table}.${name} does not lead with the tenant`)
    }
  }
  for (const key of catalogue.foreignKeys) {
    count(findings, 'foreign keys')
    const fits =
      key.columns[0] === tenantColumnOf(catalogue, key.table) &&
      key.targetColumns[0] === tenantColumnOf(catalogue, key.target)
    if (!fits) fail(`foreign key ${key.table}.${key.name} does not lead with the tenant`)
  }
  checkViews(catalogue, findings)
  checkRoutines(catalogue, findings)
  return findings
}

const tenantColumnOf = ({ tables }: Catalogue, name: string): string | null | undefined =>
  tables.find((table) => table.name === name)?.tenantColumn

function faultsOfTable(table: Table, { policies }: Catalogue): string[] {
  const { tenantColumn, enabled, forced, owner } = table
  if (tenantColumn === null) return ['belongs to no tenant']
  const own = policies.filter((policy) => policy.table === table.name)
  const everybodys = own.filter(({ roles, isRestrictive }) => !isRestrictive && !isDefiners(roles))
  return [
    ...(enabled ? [] : ['does not enable row-level security']),
    ...(forced ? [] : ['does not force row-level security']),
    ...(owner === 'aam_owner' ? [] : [`is owned by ${owner}`]),
    ...(table.primaryKey[0] === tenantColumn
      ? []
      : ['has no primary key that leads with the tenant']),
    ...(everybodys.length > 0 ? [] : ['has no policy']),
    ...everybodys.flatMap((policy) => faultsOfPolicy(policy, tenantColumn)),
  ]
}

const isDefiners = (roles: string[]): boolean =>
  roles.length > 0 && roles.every((role) => definerRoles.some((definer) => definer === role))

function faultsOfPolicy({ name, command, using, check }: Policy, tenantColumn: string): string[] {
  const wanted = `(${tenantColumn} = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))`
  const plain = (text: string | null) => (text ?? '').replaceAll(/\s+/g, ' ').trim()
  return [
    ...(command === 'ALL' ? [] : [`has a policy ${name} for ${command} alone`]),
    ...(plain(using) === wanted ? [] : [`has a policy ${name} whose USING is not the tenant’s`]),
    ...(plain(check) === wanted
      ? []
      : [
          check === null
            ? `has a policy ${name} without WITH CHECK`
            : `has a policy ${name} whose WITH CHECK is not the tenant’s`,
        ]),
  ]
}

function checkViews({ views }: Catalogue, findings: Findings): void {
  for (const { name, isMaterialised, isInvoker } of views) {
    count(findings, 'views')
    if (isMaterialised) findings.failures.push(`view ${name} keeps rows past row-level security`)
    else if (!isInvoker) findings.failures.push(`view ${name} reads as its owner`)
  }
}

function checkRoutines({ routines }: Catalogue, findings: Findings): void {
  const fail = (line: string) => findings.failures.push(line)
  for (const { name, owner, isDefiner, settings, isPublic } of routines) {
    if (!isDefiner) continue
    count(findings, 'definer functions')
    const listed = Object.hasOwn(definerFunctions, name) ? definerFunctions[name] : undefined
    if (!listed) fail(`function ${name} sees past one tenant and is not listed`)
    if (listed && listed.owner !== owner) fail(`function ${name} runs as ${owner}`)
    if (settings.join() !== searchPath) fail(`function ${name} does not fix its search path`)
    if (isPublic) fail(`function ${name} may be called by everybody`)
  }
  for (const name of Object.keys(definerFunctions)) {
    const isThere = routines.some((routine) => routine.name === name && routine.isDefiner)
    if (!isThere) fail(`function ${name} is listed and does not exist`)
  }
}
