const png = Buffer.from('89504e470d0a1a0a', 'hex')
const jpeg = Buffer.from('ffd8ff', 'hex')
/** The media type that the first bytes of a picture tell, whatever its host says; undefined for anything else. */
export function pictureType(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8).equals(png)) return 'image/png'
  if (bytes.subarray(0, 3).equals(jpeg)) return 'image/jpeg'
  const [riff, webp] = [bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 12)]
  return riff === 'RIFF' && webp === 'WEBP' ? 'image/webp' : undefined
}
