import { expect, test } from 'bun:test'
import { type Panel, readDashboard, readDataSources, readQuery } from '../prometheus/queries.ts'

const dashboard = readDashboard()
const { panels } = dashboard
const shown = panels.filter(({ type }) => type !== 'row')

test('Grafana finds the data source, and each panel uses it', () => {
  const [variable] = dashboard.templating.list
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36)
  expect(variable?.name).toBe('datasource')
  expect(readDataSources().map(({ uid }) => uid)).toContain(variable?.current.value ?? 'none')
  for (const { targets = [] } of shown) {
    expect(targets.length).toBeGreaterThan(0)
    for (const { datasource } of targets) expect(datasource.uid).toBe('${datasource}')
  }
})

test('each panel has a unique title, a description, a unit, and a legend that identifies its lines', () => {
  expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length)
  for (const { title, description = '', fieldConfig, targets = [] } of shown) {
    expect({ title, unit: fieldConfig?.defaults.unit ?? '' }).not.toEqual({ title, unit: '' })
    expect({ title, ends: description.at(-1) }).toEqual({ title, ends: '.' })
    expect({
      title,
      legends: new Set(targets.map(({ legendFormat }) => legendFormat)).size,
    }).toEqual({ title, legends: targets.length })
    for (const { expr, legendFormat } of targets) {
      const told = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
      const { groupedBy } = readQuery(expr)
      const lines = groupedBy.filter((label) => label !== 'le')
      if (lines.length > 0) expect({ title, told }).toEqual({ title, told: [...new Set(lines)] })
      else expect({ title, legendFormat }).not.toEqual({ title, legendFormat: '' })
    }
  }
})

test('panels fit the grid of 24 columns without overlapping', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const taken = new Map<string, string>()
  for (const panel of panels) {
    const { x, w } = panel.gridPos
    expect(x >= 0 && w > 0 && x + w <= 24).toBe(true)
    for (const cell of cellsOf(panel)) {
      expect({ cell, takenBy: taken.get(cell) }).toEqual({ cell, takenBy: undefined })
      taken.set(cell, panel.title)
    }
  }
})

test('the first row shows whether all is well, and each other row has its panels below it', () => {
  const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title)
  expect(rows).toEqual(['Is it well?', 'Service', 'Pipeline', 'Providers', 'Database and storage'])
  const top = panels.slice(
    1,
    panels.findIndex(({ title }) => title === 'Service'),
  )
  expect(top.filter(({ type }) => type === 'stat').every(({ gridPos }) => gridPos.y === 1)).toBe(
    true,
  )
  expect(
    top.filter(({ type }) => type === 'stat').reduce((sum, { gridPos }) => sum + gridPos.w, 0),
  ).toBe(24)
})

function cellsOf({ gridPos: { x, y, w, h } }: Panel): string[] {
  return Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`)
}
