import { expect } from 'bun:test'
import type { ReceivedLetter } from '../../../ops/test/smtp-server.ts'
import type { Locale } from '../../i18n/message.ts'
import { laptop, openVisit, phone, type Screen, type Visit } from './browser.ts'
import { type Letter, openMailbox } from './mailbox.ts'
import { findOverflow } from './measure-layout.ts'
import { picture } from './picture.ts'
import { system } from './system.ts'
import type { FlowBrowser } from './use-browser.ts'

export type Part = 'owner' | 'admin' | 'author' | 'member' | 'viewer' | 'colleague'

export interface Person {
  name: string
  email: string
  password: string
}

export interface TestOrganisation {
  locale: Locale
  screen: Screen
  name: string
  slug: string
  people: Record<Part, Person>
  meeting: string
  scenario: { id: string; titleEn: string; titleRu: string }
  note: string
}

const domains = { en: 'northwind-advisory.example', ru: 'romashka-partners.example' }

const people = (
  domain: string,
  names: Record<Part, readonly [name: string, mailbox: string, password: string]>,
): Record<Part, Person> => {
  const entries = Object.entries(names).map(([part, [name, mailbox, password]]) => [
    part,
    { name, email: `${mailbox}@${domain}`, password },
  ])
  return Object.fromEntries(entries) as Record<Part, Person>
}

export const english: TestOrganisation = {
  locale: 'en',
  screen: laptop,
  name: 'Northwind Advisory',
  slug: 'northwind-advisory',
  people: people(domains.en, {
    owner: ['Maya Hollis', 'maya', 'violet tractor umbrella'],
    admin: ['Adam Prescott', 'adam', 'copper lantern meadow'],
    author: ['Ada Winslow', 'ada', 'harbour pencil thistle'],
    member: ['Milo Ashdown', 'milo', 'saddle walnut glacier'],
    viewer: ['Vera Lindqvist', 'vera', 'button orchard signal'],
    colleague: ['Carl Danforth', 'carl', 'ribbon quarry candle'],
  }),
  meeting: 'Warehouse pilot with Fenwick Ltd',
  scenario: { id: 'site-walks', titleEn: 'Site walks', titleRu: 'Обходы' },
  note: 'We write down every meeting here from Monday on.',
}

export const russian: TestOrganisation = {
  locale: 'ru',
  screen: phone,
  name: 'Ромашка и партнёры',
  slug: 'romashka-i-partnery',
  people: people(domains.ru, {
    owner: ['Марина Ковальчук', 'marina', 'кирпич самовар облако'],
    admin: ['Антон Белозёров', 'anton', 'фонарь калина перрон'],
    author: ['Алла Верещагина', 'alla', 'тетрадь ледокол рябина'],
    member: ['Михаил Уткин', 'mikhail', 'верблюд зонтик азбука'],
    viewer: ['Вера Соколовская', 'vera', 'пуговица маяк огурец'],
    colleague: ['Кирилл Дорохов', 'kirill', 'сугроб чернила жасмин'],
  }),
  meeting: 'Пилот на складе «Химки-2»',
  scenario: { id: 'obhody', titleEn: 'Rounds', titleRu: 'Обходы площадки' },
  note: 'С понедельника записываем здесь все встречи.',
}

/** Words that only this organisation has: wherever one of them is seen, something of it is. */
const canariesOf = ({ name, slug, people, meeting, note }: TestOrganisation): string[] => [
  name,
  slug,
  meeting,
  note,
  ...Object.values(people).flatMap((person) => [person.name, person.email]),
]

const otherThan = ({ locale }: TestOrganisation): TestOrganisation =>
  locale === 'en' ? russian : english

export function expectNothingOfTheOther(organisation: TestOrganisation, seen: string): void {
  const found = canariesOf(otherThan(organisation)).filter((canary) => seen.includes(canary))
  expect(found).toEqual([])
}

/** A system with a mail server and no demo, and one browser in which everybody uses it. */
export class MailedSystem {
  private readonly visits = new Map<string, Visit>()
  private constructor(
    readonly browser: FlowBrowser,
    private readonly control: string,
    readonly bareUrl: string,
  ) {}
  readonly mailbox = openMailbox(
    async () => (await (await fetch(`${this.control}letters`)).json()) as ReceivedLetter[],
  )

  static async start(browser: FlowBrowser): Promise<MailedSystem> {
    const control = system().mailedUrl
    const started = await fetch(control, { method: 'POST' })
    const { url } = (await started.json()) as { url: string }
    return new MailedSystem(browser, control, url)
  }

  async stop(): Promise<void> {
    await fetch(this.control, { method: 'DELETE' })
  }

  urlOf({ slug }: TestOrganisation): string {
    return this.bareUrl.replace('//', `//${slug}.`)
  }

  /** The browser of somebody, which stays open from one test to the next. */
  async visitOf(organisation: TestOrganisation, who: Part | 'stranger'): Promise<Visit> {
    const key = `${organisation.slug}/${who}`
    const known = this.visits.get(key)
    if (known) return known
    const visit = await openVisit(this.browser, organisation.screen, organisation.locale)
    this.visits.set(key, visit)
    return visit
  }

  complaints(): string[] {
    return [...this.visits].flatMap(([who, { complaints }]) =>
      complaints.map((complaint) => `${who}: ${complaint}`),
    )
  }
}

/** Takes a picture of a page on which nothing is cut and nothing of the other organisation stands. */
export async function look(
  organisation: TestOrganisation,
  visit: Visit,
  name: string,
): Promise<void> {
  const full = `${organisation.locale}-${name}`
  await picture(visit, full)
  expect({ full, faults: await findOverflow(visit.page) }).toEqual({ full, faults: [] })
  expectNothingOfTheOther(organisation, await visit.page.content())
}

/** Looks at a letter as people see it, with pictures and without, and checks where it comes from and leads to. */
export async function lookAtLetter(
  system: MailedSystem,
  organisation: TestOrganisation,
  letter: Letter,
  name: string,
): Promise<void> {
  expect(letter.from).toContain(organisation.name)
  expect(letter.subject).toContain(organisation.name)
  expect(letter.html).toContain(`<html lang="${organisation.locale}">`)
  if (letter.link) expect(letter.link).toStartWith(`${system.urlOf(organisation)}/`)
  expectNothingOfTheOther(organisation, `${letter.subject} ${letter.text} ${letter.html}`)
  const context = await system.browser.newContext({
    viewport: { width: organisation.screen.width, height: 700 },
  })
  const page = await context.newPage()
  const visit: Visit = { ...(await system.visitOf(organisation, 'stranger')), page }
  await page.setContent(letter.html)
  await picture(visit, `${organisation.locale}-letter-${name}`)
  const { scrollWidth, innerWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    innerWidth: window.innerWidth,
  }))
  expect(scrollWidth).toBeLessThanOrEqual(innerWidth)
  // Links are marked by their letters in HTML as well: whoever sees no HTML reads the same.
  const words = await page.locator('body').innerText()
  for (const line of letter.text.split(/\r?\n/).filter(Boolean)) {
    expect(words).toContain(line.replace(/:$/, ''))
  }
  await page.setContent(`<pre style="white-space:pre-wrap">${Bun.escapeHTML(letter.text)}</pre>`)
  await picture(visit, `${organisation.locale}-letter-${name}-plain`)
  await context.close()
}
