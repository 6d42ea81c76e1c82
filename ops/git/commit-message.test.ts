import { expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFaults } from './commit-message.ts'

test.each([
  'Remove the second list of languages',
  'Bring back the name of a speaker\n\nIt was lost when two were joined.',
  'Pass the abort signal on',
  'Address the review',
  'Re-read the claim\n# a comment of the editor',
  'fixup! Remove the second list',
  'Revert "Added a page."',
])('accepts %j', (message) => {
  expect(findFaults(message)).toEqual([])
})

test.each([
  ['', /Write a subject/],
  [`Remove ${'a'.repeat(66)}`, /73 characters/],
  ['Remove the list.', /full stop/],
  ['remove the list', /capital/],
  ['Removed the list', /imperative/],
  ['Removes the list', /imperative/],
  ['Removing the list', /imperative/],
  ['Remove the list\nand more', /second line/],
])('refuses %j', (message, fault) => {
  expect(findFaults(message).join(' ')).toMatch(fault)
})

test('the hook rejects a commit and keeps its message', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aam-hook-'))
  const git = (...args: string[]) =>
    Bun.spawnSync(['git', '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      cwd: folder,
      stderr: 'pipe',
    })
  git('init', '-q')
  const hook = join(import.meta.dir, 'hooks/commit-msg')
  writeFileSync(
    join(folder, '.git/hooks/commit-msg'),
    `#!/bin/sh\nmessage=$PWD/$1\ncd ${join(import.meta.dir, '../..')} && exec sh ${hook} "$message"\n`,
  )
  chmodSync(join(folder, '.git/hooks/commit-msg'), 0o755)
  const refused = git('commit', '-q', '--allow-empty', '-m', 'Added things.')
  expect(refused.exitCode).not.toBe(0)
  expect(refused.stderr.toString()).toContain('Nothing was committed')
  expect(git('commit', '-q', '--allow-empty', '-m', 'Add things').exitCode).toBe(0)
  rmSync(folder, { recursive: true })
})
