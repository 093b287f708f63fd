import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { ORIGIN } from './addresses.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Content Security Policy of the page: only our scripts, styles and images, and no network. Mantine's style tags carry the nonce. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The file under `folder` that one of our addresses names; undefined for another host or a path outside of the folder. */
export function fileOf(folder: string, address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (`${url.protocol}//${url.host}` !== ORIGIN) return undefined
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    return undefined
  }
  if (path.includes('\0') || path.includes('\\')) return undefined
  const file = normalize(join(folder, path === '/' ? 'index.html' : path))
  return file.startsWith(normalize(folder) + sep) ? file : undefined
}

/** Responds to a request of the window with a built file, or 404. */
export async function servePage(folder: string, address: string): Promise<Response> {
  const file = fileOf(folder, address)
  const type = file && TYPES[extname(file)]
  if (!file || !type) return new Response(null, { status: 404 })
  let body: Buffer
  try {
    body = await readFile(file)
  } catch {
    return new Response(null, { status: 404 })
  }
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
  if (extname(file) !== '.html') return new Response(new Uint8Array(body), { headers })
  const nonce = randomBytes(16).toString('base64')
  return new Response(body.toString('utf8').replaceAll('{{nonce}}', nonce), {
    headers: { ...headers, 'content-security-policy': contentSecurityPolicy(nonce) },
  })
}
