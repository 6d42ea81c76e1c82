import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modelFaults } from '../../plugins/engine/model/port.ts'
import { speechFaults } from '../../server/modules/transcription/ports.ts'
import { hasPromtool, promtool, providePromtool } from './promtool.ts'
import {
  readDashboard,
  readQuery,
  readRules,
  readRuleTests,
  type Rule,
  withoutVariables,
} from './queries.ts'

const at = (name: string): string => join(import.meta.dir, name)
const rules = readRules()
const alerts = rules.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined)
const names = alerts.map(({ alert }) => alert)

// The package is available on Debian only.
if (hasPromtool()) {
  const folder = mkdtempSync(join(tmpdir(), 'aam-rules-'))
  beforeAll(providePromtool, 600_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('Prometheus accepts the configuration and the rules', async () => {
    expect(await promtool(['check', 'config', at('prometheus.yml')])).toContain(
      `${rules.length} rules found`,
    )
  })

  test('Prometheus accepts the queries of the panels', async () => {
    const asked = readDashboard().panels.flatMap(({ targets = [] }) => targets)
    const file = join(folder, 'panels.yml')
    const group = {
      name: 'panels',
      rules: asked.map(({ expr }, at) => ({
        record: `panel_${at}`,
        expr: withoutVariables(expr),
      })),
    }
    writeFileSync(file, JSON.stringify({ groups: [group] }))
    expect(await promtool(['check', 'rules', file])).toContain(`${asked.length} rules found`)
  })

  test('alerts fire when they should, and stay silent when they should', async () => {
    expect(await promtool(['test', 'rules', at('tests.yml')])).toContain('SUCCESS')
  }, 120_000)
}

test('each alert is tested firing, silent, and silent while all is well', () => {
  const tried = readRuleTests().flatMap(({ name, alert_rule_test: checks }) =>
    checks.map(({ alertname, exp_alerts: expected = [] }) => ({ name, alertname, expected })),
  )
  const fired = tried.filter(({ expected }) => expected.length > 0)
  const silent = tried.filter(({ expected }) => expected.length === 0)
  const well = silent.filter(({ name }) => name === 'nothing fires while all is well')
  const others = silent.filter((check) => !well.includes(check))
  for (const kind of [fired, well, others]) {
    const untried = names.filter((name) => !kind.some(({ alertname }) => alertname === name))
    expect(untried).toEqual([])
  }
})

test('each alert has a severity, a summary and a runbook section, and each section an alert', () => {
  const runbook = readFileSync(at('../runbooks/alerts.md'), 'utf8')
  const [, ...sections] = runbook.split(/^(?=### )/m)
  const paragraphs = sections.map((section) => {
    const [, title = ''] = /^### (\S+)\n/.exec(section) ?? []
    return { title, text: section.slice(section.indexOf('\n')).split(/^## /m)[0] ?? '' }
  })
  expect(paragraphs.map(({ title }) => title).sort()).toEqual(names.toSorted())
  for (const { text } of paragraphs) {
    for (const part of ['**For people:**', '**Look:**', '**Do:**']) expect(text).toContain(part)
  }
  for (const { alert, labels, annotations } of alerts) {
    expect(labels?.severity ?? '').toMatch(/^(critical|warning)$/)
    expect(annotations?.summary ?? '').not.toBe('')
    expect(annotations?.runbook).toBe(`ops/runbooks/alerts.md#${alert.toLowerCase()}`)
  }
})

test('the commands and metrics that the runbook names exist', () => {
  const runbook = readFileSync(at('../runbooks/alerts.md'), 'utf8')
  const panels = new Set(readDashboard().panels.map(({ title }) => title))
  const elsewhere = new Set(['Job not finished', 'Job failed for good', 'Queued'])
  const named = [...runbook.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !panels.has(name) && !elsewhere.has(name))).toEqual([])
  const commands = [...runbook.matchAll(/bun aam (\w+)/g)].map(([, name = '']) => name)
  expect(commands.length).toBeGreaterThan(0)
  for (const command of commands) {
    const file = at(`../../server/main/commands/${command}.ts`)
    expect({ command, exists: existsSync(file) }).toEqual({ command, exists: true })
  }
})

test('the runbook states each objective with the numbers of the rules', () => {
  const runbook = readFileSync(at('../runbooks/alerts.md'), 'utf8')
  const budgets = rules.filter(({ record }) => record === 'aam:slo_budget:ratio')
  expect(budgets.length).toBeGreaterThan(0)
  for (const { expr, labels } of budgets) {
    const budget = Number(/vector\((.*)\)/.exec(expr)?.[1])
    const share = `${Number((100 - budget * 100).toFixed(3))} %`
    const row = runbook.split('\n').find((line) => line.startsWith(`| \`${labels?.slo}\``))
    expect(row).toContain(share)
  }
})

test('a provider fault is distinguished from a fault of a recording or an answer', () => {
  const [selector] = readQuery(
    alerts.find(({ alert }) => alert === 'AamProviderFailing')?.expr ?? '',
  ).selectors
  const pattern = selector?.matchers.find(({ label }) => label === 'outcome')?.value
  const ofProviders = new RegExp(`^(?:${pattern})$`)
  const others = [...speechFaults, ...modelFaults].filter((code) => !ofProviders.test(code))
  expect(others).toEqual([
    'unreadable_media',
    'media_too_large',
    'answer_unreadable',
    'no_speech',
    'model_prompt_refused',
    'model_context_exceeded',
    'model_answer_cut',
    'model_answer_empty',
    'model_answer_invalid',
    'model_answer_too_dear',
    'model_over_budget',
    'model_schema_too_large',
  ])
})
