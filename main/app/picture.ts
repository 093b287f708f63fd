import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PICTURE_NAME, PICTURES } from '#contract/pictures.ts'
import { pictureType } from '../engine/pictures/type.ts'
import { ORIGIN } from './addresses.ts'

/** Responds with a picture of the data folder, or 204 if it was not fetched, which is no error; undefined for an address that is no picture's. */
export async function servePicture(folder: string, address: string): Promise<Response | undefined> {
  const start = `${ORIGIN}/${PICTURES}/`
  if (!address.startsWith(start)) return undefined
  const name = address.slice(start.length)
  if (!PICTURE_NAME.test(name)) return new Response(null, { status: 404 })
  let bytes: Buffer
  try {
    bytes = await readFile(join(folder, name))
  } catch {
    return new Response(null, { status: 204 })
  }
  const type = pictureType(bytes)
  if (!type) return new Response(null, { status: 204 })
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  })
}
