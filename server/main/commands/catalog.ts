import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../command.ts'

interface Entry {
  summary: string
  /** A folder that the command needs beside the server; a container image may omit it. */
  needs?: string
  load(): Promise<{ command: Command }>
}

const commands: Record<string, Entry> = {
  up: { summary: 'start the whole system', load: () => import('./up.ts') },
  api: { summary: 'serve the API and the dashboard', load: () => import('./api.ts') },
  worker: { summary: 'do the jobs of all tenants', load: () => import('./worker.ts') },
  storage: {
    summary: 'keep media in a folder of this machine, by the S3 protocol',
    load: () => import('./storage.ts'),
  },
  migrate: {
    summary: 'bring the database to the newest schema',
    load: () => import('./migrate.ts'),
  },
  demo: {
    summary: 'create the demo organisation with its sample meetings',
    load: () => import('./demo.ts'),
  },
  process: {
    summary: 'run one transcript through the pipeline, result on stdout',
    load: () => import('./process.ts'),
  },
  diagnose: {
    summary: 'say what is up and what is stuck',
    load: () => import('./diagnose.ts'),
  },
  cleanup: {
    summary: 'remove what was left behind',
    load: () => import('./cleanup.ts'),
  },
  tenant: { summary: 'create and list organisations', load: () => import('./tenant.ts') },
  key: { summary: 'make, list and revoke API keys', load: () => import('./key.ts') },
  billing: {
    summary: 'show and set plans and limits, set up Stripe and reconcile its meter',
    load: () => import('./billing.ts'),
  },
  mail: {
    summary: 'try the mail server, and note letters that came back',
    load: () => import('./mail.ts'),
  },
  usage: {
    summary: 'rebuild the sums of usage from the ledger, and correct events of it',
    load: () => import('./usage.ts'),
  },
  scenario: {
    summary: 'write, check, compare and test scenario packs',
    load: () => import('./scenario.ts'),
  },
  eval: {
    summary: 'score the shipped scenario on annotated meetings',
    needs: 'ops/bench',
    load: () => import('./eval.ts'),
  },
  bench: {
    summary: 'measure what the project promises',
    needs: 'ops/bench',
    load: () => import('./bench.ts'),
  },
}

/** The commands available in this checkout or image, by name. */
export const availableCommands = (root: string): Record<string, Entry> =>
  Object.fromEntries(
    Object.entries(commands).filter(
      ([, { needs }]) => needs === undefined || existsSync(join(root, needs)),
    ),
  )
