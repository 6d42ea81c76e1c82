import { readFileSync, statSync } from 'node:fs'

/** Variables that contain a secret, or a URL with a password. */
export const secretNames = [
  'DATABASE_URL',
  'DATABASE_ADMIN_URL',
  'REDIS_URL',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'MASTER_KEY',
  'MASTER_KEY_PREVIOUS',
  'OPENAI_API_KEY',
  'DEEPGRAM_API_KEY',
  'WHISPER_API_KEY',
  'SMTP_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'DEMO_PASSWORD',
] as const

const maxBytes = 64 * 1_024

/**
 * Reads secrets from files named by `<NAME>_FILE`, which keeps them out of process and container listings; see
 * https://docs.docker.com/compose/how-tos/use-secrets. A secret that is set twice, unreadable or empty is a fault.
 * Faults never quote a file's content.
 */
export function readSecretFiles(
  env: Record<string, string | undefined>,
  faults: string[],
): Partial<Record<(typeof secretNames)[number], string>> {
  const secrets: Partial<Record<(typeof secretNames)[number], string>> = {}
  for (const name of secretNames) {
    const file = env[`${name}_FILE`]?.trim()
    if (!file) continue
    if (env[name]?.trim()) {
      faults.push(`${name} and ${name}_FILE are both set: keep one of them`)
      continue
    }
    const read = readSecret(file)
    if ('fault' in read) faults.push(`${name}_FILE: ${file} ${read.fault}`)
    else secrets[name] = read.secret
  }
  return secrets
}

function readSecret(file: string): { secret: string } | { fault: string } {
  try {
    const stats = statSync(file)
    if (!stats.isFile()) return { fault: 'is not a file' }
    if (stats.size > maxBytes) return { fault: `is larger than ${maxBytes / 1_024} KB` }
    const secret = readFileSync(file, 'utf8').trim()
    return secret === '' ? { fault: 'is empty' } : { secret }
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return { fault: isMissing ? 'does not exist' : 'cannot be read by this user' }
  }
}
