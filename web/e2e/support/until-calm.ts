import type { Page } from 'playwright-core'

/** Waits for three frames without a transition: a change of theme starts more of them a frame later. */
export async function untilCalm(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let calmFrames = 0; calmFrames < 3; calmFrames += 1) {
      await nextFrame()
      const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition)
      if (transitions.length > 0) calmFrames = -1
      await Promise.allSettled(transitions.map(({ finished }) => finished))
    }
  })
}
