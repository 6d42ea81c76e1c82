import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canInstallPackages, installPackages } from './debian-packages.ts'

const name = 'aam-test-package'
/** A package system of its own, with one package that holds no files. */
const root = mkdtempSync(join(tmpdir(), 'aam-debian-'))
const admin = join(root, 'dpkg')
const environment = { APT_CONFIG: join(root, 'apt.conf'), DPKG_ADMINDIR: admin }

afterAll(() => rmSync(root, { recursive: true, force: true }))

if (canInstallPackages()) {
  beforeAll(() => {
    for (const folder of ['dpkg/info', 'dpkg/updates', 'dpkg/triggers', 'package/DEBIAN']) {
      mkdirSync(join(root, folder), { recursive: true })
    }
    for (const folder of ['source', 'state/lists/partial', 'cache/archives/partial', 'log']) {
      mkdirSync(join(root, folder), { recursive: true })
    }
    const control = `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.com>\nDescription: a test\n`
    writeFileSync(join(root, 'package/DEBIAN/control'), control)
    const archive = join(root, 'source/test.deb')
    const built = Bun.spawnSync(['dpkg-deb', '--build', join(root, 'package'), archive])
    expect(built.exitCode).toBe(0)
    const hash = new Bun.CryptoHasher('sha256').update(readFileSync(archive)).digest('hex')
    writeFileSync(
      join(root, 'source/Packages'),
      `${control}Filename: test.deb\nSize: ${statSync(archive).size}\nSHA256: ${hash}\n`,
    )
    writeFileSync(join(root, 'sources.list'), `deb [trusted=yes] file:${root}/source ./\n`)
    writeFileSync(join(admin, 'status'), '')
    writeFileSync(
      environment.APT_CONFIG,
      [
        `Dir::State "${root}/state";`,
        `Dir::State::status "${admin}/status";`,
        `Dir::Cache "${root}/cache";`,
        `Dir::Log "${root}/log";`,
        `Dir::Etc::sourcelist "${root}/sources.list";`,
        'Dir::Etc::sourceparts "/dev/null";',
        'APT::Sandbox::User "root";',
      ].join('\n'),
    )
  })

  test('installs packages after an installation that was interrupted', async () => {
    // What dpkg leaves behind when it is killed: a change that is not in its list yet.
    writeFileSync(
      join(admin, 'updates/0001'),
      'Package: half\nStatus: install ok unpacked\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.com>\nDescription: half a package\n',
    )
    writeFileSync(join(admin, 'info/half.list'), '')
    await installPackages([name], environment)
    const status = readFileSync(join(admin, 'status'), 'utf8')
    expect(status.match(/^Package: .*|^Status: .*/gm)).toEqual([
      `Package: ${name}`,
      'Status: install ok installed',
      'Package: half',
      'Status: install ok installed',
    ])
  })

  test('rejects with what apt says of a package that does not exist', async () => {
    await expect(installPackages(['aam-no-such-package'], environment)).rejects.toThrow(
      'Unable to locate package aam-no-such-package',
    )
  })
}
