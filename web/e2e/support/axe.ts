import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface Violation {
  id: string
  impact: string | null
  nodes: { html: string; failureSummary: string }[]
}

/** Violations that keep somebody out, each with the places. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated through the debugger, which the page's security policy does not bind.
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async (): Promise<Violation[]> => {
    const { axe } = window as unknown as {
      axe: { run: (node: Document) => Promise<{ violations: Violation[] }> }
    }
    // A colour on its way to another one is not what people read, and a change of theme starts more of them a frame later.
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let calmFrames = 0; calmFrames < 3; calmFrames += 1) {
      await nextFrame()
      const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition)
      if (transitions.length > 0) calmFrames = -1
      await Promise.allSettled(transitions.map(({ finished }) => finished))
    }
    return (await axe.run(document)).violations
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))
}
