import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ops = join(import.meta.dir, '..')

export interface Rule {
  record?: string
  alert?: string
  expr: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
}

export interface RuleTest {
  name: string
  alert_rule_test: { alertname: string; eval_time: string; exp_alerts?: unknown[] }[]
}

export interface Panel {
  id: number
  type: string
  title: string
  description?: string
  gridPos: { x: number; y: number; w: number; h: number }
  fieldConfig?: { defaults: { unit?: string } }
  targets?: { expr: string; legendFormat: string; datasource: { uid: string } }[]
}

export interface Dashboard {
  uid: string
  schemaVersion: number
  templating: { list: { name: string; current: { value: string } }[] }
  panels: Panel[]
}

const readYaml = (path: string): unknown => Bun.YAML.parse(readFileSync(join(ops, path), 'utf8'))

export const readRules = (): Rule[] =>
  (readYaml('prometheus/rules.yml') as { groups: { rules: Rule[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  )

export const readRuleTests = (): RuleTest[] =>
  (readYaml('prometheus/tests.yml') as { tests: RuleTest[] }).tests

export const readDashboard = (): Dashboard =>
  JSON.parse(readFileSync(join(ops, 'grafana/dashboards/aam.json'), 'utf8')) as Dashboard

export const readDataSources = (): { name: string; uid: string }[] =>
  (
    readYaml('grafana/provisioning/datasources/aam.yml') as {
      datasources: { name: string; uid: string }[]
    }
  ).datasources

/** The query as Grafana sends it to Prometheus. */
export const withoutVariables = (expr: string): string => expr.replaceAll('$__rate_interval', '5m')

export interface Matcher {
  label: string
  operator: string
  value: string
}

export interface Query {
  selectors: { metric: string; matchers: Matcher[] }[]
  /** Labels by which results are grouped or joined. */
  groupedBy: string[]
}

const words = new Set(['and', 'or', 'unless', 'bool', 'offset', 'by', 'on', 'without', 'ignoring'])
const grouping = /\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g
const token = /([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?\s*(\()?/g

/** The metrics, labels and values of a query. Supports only the PromQL that ours use: no braces inside strings. */
export function readQuery(expr: string): Query {
  const text = withoutVariables(expr)
  const groupedBy = [...text.matchAll(grouping)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => label.trim()),
  )
  const bare = text.replaceAll(grouping, ' ').replaceAll(/\[[^\]]*\]/g, ' ')
  const selectors = [...bare.matchAll(token)]
    .filter(([, word = '', , call]) => call === undefined && !words.has(word))
    .map(([, metric = '', braces = '']) => ({ metric, matchers: readMatchers(braces) }))
  return { selectors, groupedBy: groupedBy.filter((label) => label !== '') }
}

const readMatchers = (braces: string): Matcher[] =>
  [...braces.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(
    ([, label = '', operator = '', value = '']) => ({ label, operator, value }),
  )
