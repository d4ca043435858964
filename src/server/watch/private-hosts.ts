/**
 * Hosts of webhooks that may be of a private network, or this computer, and may be told without
 * TLS: `HUE_WEBHOOK_PRIVATE_HOSTS=a,b`.
 */
export function privateHosts(
  env: Readonly<Record<string, string | undefined>>,
): ReadonlySet<string> {
  const named = (env.HUE_WEBHOOK_PRIVATE_HOSTS ?? '').split(',').map((host) => host.trim());
  return new Set(named.filter((host) => host !== ''));
}
