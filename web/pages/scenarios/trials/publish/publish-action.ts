import { t } from '../../../../i18n/index.ts'
import type { Publishing } from './publishing.ts'

export interface PublishAction {
  label: string
  run: () => void
  look: 'primary' | 'plain'
  needsValidVersion: boolean
}

/** The one action that leads on from where publishing stands; undefined while the draft is being checked. */
export function publishAction(
  publishing: Publishing,
  { close, showFaults }: { close: () => void; showFaults: () => void },
): PublishAction | undefined {
  const usual = { look: 'primary', needsValidVersion: true } as const
  switch (publishing.step()) {
    case 'published':
      return { ...usual, label: t('publish.toScenario'), run: close, needsValidVersion: false }
    case 'green':
      return {
        ...usual,
        label: t('publish.run', { version: publishing.version() }),
        run: () => void publishing.publish(),
      }
    case 'cost':
      return {
        ...usual,
        label: t('cost.confirmTests'),
        run: () => void publishing.test(undefined, true),
      }
    case 'red':
      return {
        ...usual,
        label: t('publish.runTests'),
        run: () => void publishing.test({ sections: [], fields: [] }),
        look: 'plain',
      }
    default:
      if (!publishing.check() || publishing.checkProblem()) return undefined
      return publishing.check()?.valid
        ? { ...usual, label: t('publish.runTests'), run: () => void publishing.test() }
        : { ...usual, label: t('publish.showFaults'), run: showFaults, needsValidVersion: false }
  }
}
