import { expect, test } from 'bun:test'
import { domainOf, foldDomain, isPublicDomain, readAddress } from './domains.ts'

test('domains are compared regardless of case, script and a trailing dot', () => {
  expect(foldDomain('Acme.Example.')).toBe('acme.example')
  expect(foldDomain('пример.рф')).toBe('xn--e1afmkfd.xn--p1ai')
  expect(foldDomain('XN--E1AFMKFD.xn--p1ai')).toBe('xn--e1afmkfd.xn--p1ai')
  expect(domainOf('anna@ПРИМЕР.рф')).toBe('xn--e1afmkfd.xn--p1ai')
  // A lookalike letter makes a different domain.
  expect(foldDomain('аcme.example')).not.toBe('acme.example')
  for (const none of [
    '',
    'localhost',
    'a..b',
    '-a.example',
    '127.0.0.1',
    '[::1]',
    'a b.example',
    'x'.repeat(260),
  ])
    expect(foldDomain(none)).toBeNull()
})

test('accepts only ordinary personal mailboxes', () => {
  expect(readAddress('  Anna.Kern@Acme.EXAMPLE. ')).toEqual({
    email: 'anna.kern@acme.example',
    domain: 'acme.example',
  })
  for (const given of [
    'anna+1@acme.example',
    'anna@evil.example@acme.example',
    'anna%evil.example@acme.example',
    'evil.example!anna@acme.example',
    '"anna"@acme.example',
    'anna@acme.example,eve@evil.example',
    'anna@acme.example\nbcc: eve@evil.example',
    '.anna@acme.example',
    'anna@',
    '@acme.example',
    `${'a'.repeat(65)}@acme.example`,
  ])
    expect(readAddress(given)).toBeNull()
})

test('recognises public mail providers of many countries and their subdomains', () => {
  const wanted =
    `gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com yahoo.com yahoo.co.jp icloud.com
    me.com proton.me protonmail.com pm.me tutanota.com hey.com fastmail.com gmx.de gmx.net web.de t-online.de orange.fr
    laposte.net libero.it wp.pl o2.pl seznam.cz abv.bg ukr.net i.ua tut.by yandex.ru ya.ru yandex.com yandex.by yandex.kz
    mail.ru bk.ru list.ru inbox.ru internet.ru rambler.ru lenta.ru ro.ru narod.ru qq.com 163.com 126.com naver.com
    mailinator.com yopmail.com privaterelay.appleid.com`.split(/\s+/)
  expect(wanted.filter((domain) => !isPublicDomain(domain))).toEqual([])
  expect(isPublicDomain('mail.gmail.com')).toBe(true)
  for (const own of ['acme.example', 'sberbank.ru', 'siemens.com', 'gmail.com.acme.example'])
    expect(isPublicDomain(own)).toBe(false)
})
