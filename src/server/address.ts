// Who is asking, by address: the other end of the connection, or what a stated proxy says it was.

import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { InputError } from '../base/errors.ts';

/**
 * The proxies that are trusted to say whom they speak for: addresses or blocks.
 * @throws InputError where one is neither
 */
export function proxyList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [net = '', bits] = proxy.split('/');
    const family = isIP(net);
    const most = family === 4 ? 32 : 128;
    const length = bits === undefined ? most : Number(bits);
    if (family === 0 || !Number.isInteger(length) || length < 0 || length > most) {
      throw new InputError('proxy', 'an address or a block, such as 10.0.0.0/8', proxy);
    }
    list.addSubnet(net, length, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** An IPv4 address that came by way of IPv6 is written as such by Node (`::ffff:10.0.0.1`). */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The address of the client: from the right, the first in `X-Forwarded-For` that is no trusted
 * proxy. What stands before it, the client itself may have written.
 */
export function clientAddress(incoming: IncomingMessage | undefined, proxies: BlockList): string {
  const remote = plain(incoming?.socket.remoteAddress ?? '');
  if (!isIn(proxies, remote)) return remote;
  const header = incoming?.headers['x-forwarded-for'];
  const said = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').slice(-20);
  let address = remote;
  for (const one of said.toReversed()) {
    const next = plain(one.trim());
    if (isIP(next) === 0) return address;
    address = next;
    if (!isIn(proxies, address)) return address;
  }
  return address;
}

/** One person often has a whole IPv6 network of 64 bits: it counts as one address. */
export function limitName(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [head = '', tail] = groups.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, 4).join(':');
}

const LOOPBACK = proxyList(['127.0.0.0/8', '::1']);

export function isLoopback(host: string): boolean {
  return host === 'localhost' || isIn(LOOPBACK, plain(host));
}
