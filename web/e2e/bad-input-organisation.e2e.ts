import { describe, expect, test } from 'bun:test'
import {
  cases,
  emoji,
  type Form,
  inDialog,
  invisible,
  long,
  markup,
  openKey,
  opens,
  testForms,
  turned,
} from './support/bad-input.ts'
import { openVisit, signIn, type Visit } from './support/browser.ts'
import { picture } from './support/picture.ts'
import { useBrowser } from './support/use-browser.ts'

const browser = useBrowser()
const modelSend = 'section[aria-labelledby=provider-model] button[type=submit]'
const speechSend = 'section[aria-labelledby=provider-speech] button[type=submit]'
const openRetention = async (visit: Visit): Promise<void> => {
  const { page, t } = visit
  await opens('/organisation/settings/retention')(visit)
  const kind = page.locator('.kind').first()
  await kind.getByText(t('retention.limited'), { exact: true }).click()
}

const forms: Form[] = [
  {
    name: 'key, name',
    open: openKey,
    field: 'dialog input[name=name]',
    send: inDialog,
    bad: ['', '   ', invisible],
    good: `Key ${emoji}`,
    path: '**/api/v1/api-keys',
    keeps: true,
  },
  {
    name: 'key, ranges',
    open: openKey,
    rest: { name: 'Ranged' },
    field: 'dialog textarea[name=ranges]',
    send: inDialog,
    bad: [markup, turned, emoji, long, invisible, '1.2.3.4/99', '10.0.0.1 '.repeat(60)],
  },
  {
    name: 'service account',
    open: opens('/organisation/keys', 'service.add'),
    field: 'dialog input[name=name]',
    send: inDialog,
    bad: ['', '   ', invisible],
    good: 'Importer',
    path: '**/api/v1/service-accounts',
    keeps: true,
  },
  {
    name: 'model',
    open: opens('/organisation/providers'),
    rest: { 'model-key': 'sk-0123456789' },
    field: 'input[name=model]',
    send: modelSend,
    bad: ['', '   ', invisible],
    good: 'our-model',
    path: '**/settings/providers/model',
    keeps: true,
  },
  {
    name: 'model, address',
    open: opens('/organisation/providers'),
    rest: { model: 'our-model', 'model-key': 'sk-0123456789' },
    field: 'section[aria-labelledby=provider-model] input[name=address]',
    send: modelSend,
    bad: ['nowhere', 'ftp://models.example', markup, turned, emoji, long, invisible],
  },
  {
    name: 'model, context',
    open: opens('/organisation/providers'),
    rest: { model: 'our-model', 'model-key': 'sk-0123456789' },
    field: 'input[name=context]',
    send: modelSend,
    bad: ['many', '-1', '3', '1.5', emoji],
  },
  {
    name: 'model, key',
    open: opens('/organisation/providers'),
    rest: { model: 'our-model' },
    field: 'input[name=model-key]',
    send: modelSend,
    bad: ['', '   ', invisible, long, 'ключ', emoji, 'sk two words'],
  },
  {
    name: 'speech, key',
    open: opens('/organisation/providers'),
    field: 'input[name=speech-key]',
    send: speechSend,
    bad: ['', '   ', invisible, long, turned],
    good: 'a-key-of-ours',
    path: '**/settings/providers/speech',
  },
  {
    name: 'retention',
    open: openRetention,
    field: 'input[name=media-number]',
    send: 'section[aria-labelledby=settings-retention] button[type=submit]',
    bad: ['', '   ', '0', '-1', '1.5', 'many', emoji, turned, '999999'],
    good: '7',
    path: '**/settings/retention/dry-run',
    keeps: true,
  },
]

testForms('bad input to an organisation’s forms', browser, forms)

describe.each(cases)('in %s', (locale, screen) => {
  test('joining by domain says what went wrong, and can be tried again', async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, context, t } = visit
    await signIn(visit, locale)
    const settings = '**/settings/joining'
    await page.route(settings, (route) => route.abort('internetdisconnected'))
    await opens('/organisation/settings')(visit)
    const part = page.locator('section[aria-labelledby=settings-joining]')
    await part.getByText(t('failure.offline')).waitFor()
    await picture(visit, `joining-${locale}-offline`)
    await page.unroute(settings)
    await part.getByRole('button', { name: t('action.retry') }).click()
    await part.getByText(t('joining.noMail')).waitFor()
    expect(visit.complaints).toEqual([])
    await context.close()
  }, 60_000)
})
