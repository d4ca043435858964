import { BlockList, isIP } from 'node:net';

/**
 * Blocks that are not reached over the public internet: the special-purpose registries of IANA
 * (RFC 6890 and later entries), multicast, and what is reserved.
 */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24',
  '192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24',
  '224.0.0.0/4 240.0.0.0/4',
].join(' ');
/** Inside the global unicast block 2000::/3; all outside it is refused. */
const NOT_PUBLIC_6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';

function blocks(list: string, family: 'ipv4' | 'ipv6'): BlockList {
  const result = new BlockList();
  for (const block of list.split(' ')) {
    const [net = '', bits] = block.split('/');
    result.addSubnet(net, Number(bits), family);
  }
  return result;
}

const notPublic4 = blocks(NOT_PUBLIC_4, 'ipv4');
const notPublic6 = blocks(NOT_PUBLIC_6, 'ipv6');
const global6 = blocks('2000::/3', 'ipv6');
/** IPv4 inside IPv6: mapped (RFC 4291 §2.5.5.2), or translated for those without it (RFC 6052). */
const carrying4 = blocks('::ffff:0:0/96 64:ff9b::/96', 'ipv6');

/** True of an IP address of the public internet; false of any other text. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic4.check(address, 'ipv4');
  // an address with a zone (`fe80::1%eth0`) belongs to a link
  if (family !== 6 || address.includes('%')) return false;
  if (carrying4.check(address, 'ipv6')) return isPublicAddress(carried(address));
  return global6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
}

/** The IPv4 address in the last 32 bits. */
function carried(address: string): string {
  // the URL parser writes every IPv6 address in one form, without dots
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':');
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
