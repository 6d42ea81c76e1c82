import { formatBytes, formatPercent, formatSpeed, formatTimeLeft } from '../../i18n/format.ts'
import { locale, t } from '../../i18n/index.ts'
import { describeFaults, describeProblem } from '../../i18n/describe-problem.ts'
import { sharePercent, type Upload } from './uploads.ts'

export const formatShare = (upload: Upload): string =>
  formatPercent(sharePercent(upload) / 100, locale())

const formatSize = ({ sentBytes, sizeBytes }: Upload): string =>
  t('dock.size', {
    sent: formatBytes(sentBytes, locale()),
    size: formatBytes(sizeBytes, locale()),
  })

export function describeTimeLeft({ state, leftMs }: Upload): string | undefined {
  if (state !== 'sending' || leftMs === undefined) return undefined
  return t('dock.left', { time: formatTimeLeft(leftMs, locale()) })
}

function describeDone(upload: Upload): string {
  if (upload.kind !== 'transcript') return formatBytes(upload.sizeBytes, locale())
  const said = t('dock.imported', { count: upload.segmentCount ?? 0 })
  return `${said} · ${t('dock.speakers', { count: upload.speakerCount ?? 0 })}`
}

/** The second line of a row: how far the upload is, or why it stopped. */
export function describeUpload(upload: Upload): string {
  if (upload.problem) {
    return [describeProblem(upload.problem), ...describeFaults(upload.problem)].join(' ')
  }
  switch (upload.state) {
    case 'queued':
      return t('dock.queued')
    case 'sending': {
      if (upload.kind === 'transcript') return t('dock.sending')
      const speed = upload.bytesPerSecond
      return speed ? `${formatSize(upload)} · ${formatSpeed(speed, locale())}` : formatSize(upload)
    }
    case 'waiting':
      return t('dock.waiting', { size: formatSize(upload) })
    case 'paused':
      return t('dock.paused', { share: formatShare(upload) })
    case 'needs_file':
      return t(upload.hasHandle ? 'dock.needsLeave' : 'dock.needsFile', {
        share: formatShare(upload),
      })
    case 'elsewhere':
      return t('dock.elsewhere')
    case 'finishing':
      return t('dock.finishing')
    case 'done':
      return describeDone(upload)
    case 'failed':
      return t('status.failed')
  }
}

/** For screen readers: one announcement for each state and each tenth. */
export function describeNews(upload: Upload): string {
  const { fileName, state, kind } = upload
  if (state === 'sending' && kind !== 'transcript') {
    const tenth = Math.floor(sharePercent(upload) / 10) / 10
    return t('dock.news', { name: fileName, words: formatPercent(tenth, locale()) })
  }
  const words = state === 'done' ? t('dock.uploaded') : describeUpload(upload)
  return state === 'queued' ? '' : t('dock.news', { name: fileName, words })
}
