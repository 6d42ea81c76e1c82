import {
  emptyReply,
  type Exchange,
  isoTime,
  requireBucket,
  type Storage,
  xmlReply,
} from './exchange.ts'
import type { Reply } from '../protocol/reply.ts'
import { removeKey } from './objects.ts'
import { S3Error } from '../protocol/s3-error.ts'
import { malformed, parseXml, type XmlTree } from '../protocol/xml.ts'

const owner = { ID: 'aam', DisplayName: 'aam' }
const maxDeletes = 1000

export const listBuckets = ({ catalog }: Storage): Reply =>
  xmlReply('ListAllMyBucketsResult', {
    Owner: owner,
    Buckets: {
      Bucket: catalog
        .buckets()
        .map(({ name, createdMs }) => ({ Name: name, CreationDate: isoTime(createdMs) })),
    },
  })

export function createBucket({ catalog }: Storage, { bucket }: Exchange): Reply {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes('..')) {
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.')
  }
  if (!catalog.createBucket(bucket, Date.now())) {
    throw new S3Error('BucketAlreadyOwnedByYou', 'You already own this bucket.')
  }
  return emptyReply(200, { location: `/${bucket}` })
}

export function headBucket(storage: Storage, { bucket }: Exchange): Reply {
  requireBucket(storage, bucket)
  return emptyReply(200, { 'x-amz-bucket-region': storage.credentials.region })
}

export function deleteBucket(storage: Storage, { bucket }: Exchange): Reply {
  storage.catalog.transact(() => {
    requireBucket(storage, bucket)
    if (!storage.catalog.isEmpty(bucket)) {
      throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.')
    }
    storage.catalog.deleteBucket(bucket)
  })
  return emptyReply(204)
}

export function locateBucket(storage: Storage, { bucket }: Exchange): Reply {
  requireBucket(storage, bucket)
  return xmlReply('LocationConstraint', {})
}

/** Deletes up to 1,000 keys named in the document, which is already verified. */
export function deleteObjects(storage: Storage, { bucket }: Exchange, document: string): Reply {
  requireBucket(storage, bucket)
  const { Delete: root } = parseXml(document)
  if (typeof root !== 'object' || root === null || !('Object' in root)) throw malformed()
  const listed: unknown[] = Array.isArray(root.Object) ? root.Object : [root.Object]
  if (listed.length > maxDeletes) throw malformed()
  const keys = listed.map(keyOf)
  for (const key of keys) removeKey(storage, bucket, key)
  const isQuiet = 'Quiet' in root && root.Quiet === 'true'
  const tree: XmlTree = isQuiet ? {} : { Deleted: keys.map((key) => ({ Key: key })) }
  return xmlReply('DeleteResult', tree)
}

function keyOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'Key' in value) {
    if (typeof value.Key === 'string') return value.Key
  }
  throw malformed()
}
