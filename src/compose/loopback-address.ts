/**
 * Where a service that listens at `url` answers on its own machine: all addresses include the loopback one, which no
 * client should be told as `0.0.0.0`.
 */
export function loopbackAddress(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  const host = hostname === '0.0.0.0' ? '127.0.0.1' : hostname === '[::]' ? '[::1]' : hostname
  return `${protocol}//${host}:${port}`
}
