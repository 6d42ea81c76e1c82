import { parseArgs } from 'node:util'
import { startStripe } from './server.ts'

/*
 * A Stripe to run AAM against by hand:
 *   bun ops/stand-ins/stripe/main.ts --port 12111 \
 *     --webhook http://localhost:3000/webhooks/stripe --secret whsec_stand_in
 * AAM then needs STRIPE_SECRET_KEY=sk_test_stand_in, STRIPE_WEBHOOK_SECRET=whsec_stand_in
 * and STRIPE_API_BASE=http://127.0.0.1:12111. A month passes with
 *   curl -X POST http://127.0.0.1:12111/_control/advance -d '{"days": 31}'
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '12111' },
    hostname: { type: 'string', default: '127.0.0.1' },
    key: { type: 'string' },
    webhook: { type: 'string' },
    secret: { type: 'string', default: 'whsec_stand_in' },
  },
})

const standIn = startStripe({
  port: Number(values.port),
  hostname: values.hostname,
  ...(values.key ? { apiKey: values.key } : {}),
  ...(values.webhook ? { webhooks: { url: values.webhook, secret: values.secret } } : {}),
  // A database that outlives this process must not see the same ids again.
  seed: Date.now().toString(36),
})
console.log(`Stripe stand-in: ${standIn.url}`)
process.on('SIGINT', () => void standIn.stop().then(() => process.exit(0)))
process.on('SIGTERM', () => void standIn.stop().then(() => process.exit(0)))
