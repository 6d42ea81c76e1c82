import { S3Client } from '@aws-sdk/client-s3'
import { StorageError, type ObjectStorage, type StorageOptions } from '../index.ts'

export type Access = Omit<StorageOptions, 'publicEndpoint'>

export const text = (value: string): Uint8Array => new TextEncoder().encode(value)
export const plain = { contentType: 'text/plain' }

export interface Context {
  folder: string
  access?: Access
  storage?: ObjectStorage
  client?: S3Client
}

export function opened(context: Context) {
  const { folder, access, storage, client } = context
  if (access === undefined || storage === undefined || client === undefined) {
    throw new Error('The server of this contract did not start.')
  }
  return { access, storage, client, Bucket: access.bucket, at: (key: string) => `${folder}/${key}` }
}

export const sdkClient = ({ endpoint, region, ...credentials }: Access): S3Client =>
  new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })

export async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('It was expected to fail.')
}

export async function storageCode(work: Promise<unknown>): Promise<string> {
  const error = await failure(work)
  return error instanceof StorageError ? error.code : `not a StorageError: ${String(error)}`
}

export const sdkError = async (
  work: Promise<unknown>,
): Promise<{ name: string; status: unknown }> => {
  const error = await failure(work)
  if (!(error instanceof Error) || !('$metadata' in error)) throw error
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number }
  return { name: error.name, status: httpStatusCode }
}

export const readAll = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(stream).arrayBuffer())
