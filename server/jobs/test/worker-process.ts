// A worker in a process of its own, which a test can kill: `bun worker-process.ts <redis> <database>`.
import { openDatabase } from '../../../db/client.ts'
import { openRedis } from '../../platform/redis/open-redis.ts'
import { createLog } from '../../platform/log.ts'
import { startWorkers } from '../runtime.ts'
import { recordingJobs } from './recording-job.ts'

const [redisUrl = '', databaseUrl = ''] = Bun.argv.slice(2)
const log = createLog('silent')
const db = openDatabase({ url: databaseUrl })
startWorkers({
  db,
  redis: openRedis({ url: redisUrl, name: 'doomed', log }),
  handlers: recordingJobs,
  deps: {
    db,
    work: (meetingId) => {
      process.stdout.write(`started ${meetingId}\n`)
      return new Promise(() => undefined)
    },
  },
  concurrency: 2,
  log,
})
