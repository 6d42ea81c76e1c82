import { expect } from 'bun:test'
import type { Locale } from '../../i18n/message.ts'
import { baseUrl, callApi, fillSignIn, type Visit } from './browser.ts'
import { system } from './system.ts'

export const ownPassword = 'zebra kiln ostrich'

/** An organisation for one flow alone, which does to it what would stand in the way of others. */
export interface OwnOrganisation {
  slug: string
  url: string
  ownerEmail: string
}

export async function createOrganisation(name: string): Promise<OwnOrganisation> {
  const slug = `${name.toLowerCase()}${Date.now().toString(36)}`
  const ownerEmail = `owner@${slug}.example`
  const made =
    await Bun.$`bun server/main/cli.ts tenant create ${slug} --name ${name} --language en --owner-email ${ownerEmail} --owner-password ${ownPassword} --home ${system().home}`
      .nothrow()
      .quiet()
  expect({ code: made.exitCode, errors: made.stderr.toString() }).toMatchObject({ code: 0 })
  return { slug, url: baseUrl().replace('//demo.', `//${slug}.`), ownerEmail }
}

/** Signs somebody of it in, and sees to it that their account speaks the language of the visit. */
export async function enterOrganisation(
  visit: Visit,
  { url }: OwnOrganisation,
  email: string,
  locale: Locale,
): Promise<void> {
  const { page } = visit
  await page.goto(`${url}/you`)
  await page.locator('input[name=password]').waitFor()
  await fillSignIn(visit, email, ownPassword)
  await page.locator('.nav').waitFor()
  await callApi(page, 'PATCH', '/me', { locale })
  await page.reload()
  await page.waitForSelector(`html[lang=${locale}] .nav`)
}

/** Has somebody join who was invited by whoever is signed in, without signing them in here. */
export async function addMember({ page }: Visit, email: string, name: string): Promise<void> {
  const { data } = await callApi<{ data: { link: string }[] }>(page, 'POST', '/invitations', {
    emails: [email],
    role: 'admin',
  })
  const token = data[0]?.link.split('#token=')[1] ?? ''
  await page.evaluate(
    (body) =>
      fetch('/api/v1/auth/invitations/accept', {
        method: 'POST',
        credentials: 'omit',
        headers: { 'content-type': 'application/json', 'x-aam-csrf': '1' },
        body,
      }),
    JSON.stringify({ token, name, password: ownPassword }),
  )
}
