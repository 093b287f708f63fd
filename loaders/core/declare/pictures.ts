/** Where a marketplace keeps the pictures of products. They are public: requests carry neither keys nor cookies. */
export interface PictureHosts {
  /** Domains whose hosts may be asked. */
  readonly domains: readonly string[]
  /** The path of the small version that the host makes of a picture; the same path if it makes none. */
  small(path: string): string
}

/** Whether a picture may be fetched from this address. */
export const isPictureAddress = (url: URL, { domains }: PictureHosts): boolean => isOfDomains(url, domains)

/** Whether an address is https on a host of these domains, without a port or a user. */
export function isOfDomains(url: URL, domains: readonly string[]): boolean {
  const { protocol, hostname, port, username, password } = url
  const plain = protocol === 'https:' && `${port}${username}${password}` === ''
  return plain && domains.some(domain => hostname === domain || hostname.endsWith(`.${domain}`))
}
