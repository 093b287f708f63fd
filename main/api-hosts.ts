import { KindError } from '#contract/errors.ts'
import type { HostUrls } from '#contract/host.ts'
import { isLoopback } from '#contract/host.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import { HOSTS } from '#contract/marketplaces/index.ts'

/**
 * Parses `ozon-seller=http://127.0.0.1:8080,ozon-performance=…` (`--api`, PRILAVOK_API). Throws `bad_input` on an unknown name and on any address outside of
 * this computer: keys must not be sent elsewhere. A list without a host is refused too, since the real marketplaces would be asked.
 */
export function parseHosts(list: string | undefined): HostUrls {
  const hosts: HostUrls = {}
  for (const part of (list ?? '').split(',').map(piece => piece.trim())) {
    if (part === '') continue
    const [name = '', address = ''] = split(part)
    if (!(HOSTS as readonly string[]).includes(name))
      throw new KindError('bad_input', `unknown API host: ${name}`)
    if (!URL.canParse(address)) throw new KindError('bad_input', `${name}: not an address: ${address}`)
    const url = new URL(address)
    if (!/^https?:$/.test(url.protocol) || !isLoopback(url))
      throw new KindError('bad_input', `${name}: only loopback addresses are allowed`)
    hosts[name as HostName] = address.replace(/\/+$/, '')
  }
  if (list !== undefined && Object.keys(hosts).length === 0)
    throw new KindError('bad_input', 'a list of API hosts without a host')
  return hosts
}

function split(part: string): [string, string] {
  const at = part.indexOf('=')
  return at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
}
