import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { untilCalm } from './until-calm.ts'

interface Violation {
  id: string
  impact: string | null
  nodes: { html: string; failureSummary: string }[]
}

/** Violations that keep somebody out, each with the places. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated through the debugger, which the page's security policy does not bind.
  await page.evaluate(axe.source)
  // A colour on its way to another one is not what people read.
  await untilCalm(page)
  const violations = await page.evaluate(async (): Promise<Violation[]> => {
    const { axe } = window as unknown as {
      axe: { run: (node: Document, options: object) => Promise<{ violations: Violation[] }> }
    }
    // Describing each place that passed would take up to half of the time.
    return (await axe.run(document, { resultTypes: ['violations'] })).violations
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))
}
