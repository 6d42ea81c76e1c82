import { expect, test } from 'bun:test'
import type { DraftView } from '../../../server/modules/scenarios/contract.ts'
import { addField } from '../../pages/scenarios/editor/pack/field/edit-fields.ts'
import { setKind } from '../../pages/scenarios/editor/pack/field/field-settings.ts'
import { readPack } from '../../pages/scenarios/editor/pack/read-pack.ts'
import { callApi, laptop, openVisit, phone, signIn } from '../support/browser.ts'
import { newScenarioId, openEditor, readDraft, waitUntilSaved } from '../support/editor-steps.ts'
import { findOverflow } from '../support/measure-layout.ts'
import { picture } from '../support/picture.ts'
import { expectSound } from '../support/sound.ts'
import { useBrowser } from '../support/use-browser.ts'

const browser = useBrowser()

for (const [screen, locale] of [
  [laptop, 'en'],
  [phone, 'ru'],
] as const) {
  test(`${screen.name}, ${locale}: a field and all below it become a section by one choice, and come back`, async () => {
    const visit = await openVisit(browser, screen, locale)
    const { page, t } = visit
    await signIn(visit, locale)
    const id = newScenarioId()
    const words = (text: string) => ({ en: '', ru: '', [locale]: text })
    const { files: empty } = await callApi<DraftView>(page, 'POST', '/scenarios', {
      id,
      title: { [locale]: `Split ${id.slice(-4)}` },
      language: locale,
    })
    let files = empty
    for (const title of ['Note', 'Outcome', 'Cost', 'Reason']) {
      const added = addField(files, 'decisions', words(title))
      files =
        title === 'Cost' ? setKind(added.files, 'decisions', added.name, 'money') : added.files
    }
    await callApi(page, 'PUT', `/scenarios/${id}/draft`, { files })
    await openEditor(visit, id)
    if (screen.isPhone) await page.locator('#column-tab-form').click()
    const outline = async (): Promise<string[]> => {
      await waitUntilSaved(visit)
      const draft = await readDraft(visit, id)
      return (readPack(draft.files)?.sections ?? []).map(({ fields }) =>
        fields.map(({ title }) => title[locale]).join(', '),
      )
    }
    const before = await outline()
    await page.getByRole('button', { name: t('editor.menuOf', { title: 'Outcome' }) }).click()
    const entry = page.getByRole('menuitem', { name: t('editor.splitFrom'), exact: true })
    await entry.waitFor()
    await picture(visit, `split-menu-${screen.name}`, false)
    expect(await findOverflow(page)).toEqual([])
    await entry.click()
    await page.locator(`.editor-main section[aria-label=Outcome]`).waitFor()
    await expectSound(visit, `split-${screen.name}`)
    const [first, second] = await outline()
    expect(first).toBe(`${before[0]?.split(', ')[0]}, Note`)
    expect(second).toBe('Outcome, Cost, Reason')
    await page.keyboard.press('Control+z')
    await page.locator('.editor-main section[aria-label=Outcome]').waitFor({ state: 'detached' })
    expect(await outline()).toEqual(before)
    expect(visit.complaints).toEqual([])
    await visit.context.close()
  }, 60_000)
}
