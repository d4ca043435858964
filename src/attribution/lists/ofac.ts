import { addressesBySymbol } from './address-list.ts';
import type { SanctionsList } from './list.ts';
import { ofacAdvanced } from './ofac-advanced.ts';
import { ofacDelimited } from './ofac-delimited.ts';
import { ofacXml } from './ofac-xml.ts';

const EXPORTS = 'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports';
const OFAC = {
  state: 'sanctioned',
  // one entity has one number in all three: a change of format changes no id
  readers: [ofacAdvanced, ofacXml, ofacDelimited],
  // the service hands its downloads to this bucket by signed addresses
  hosts: ['wc2h-sls-prod-public-published.s3.us-gov-west-1.amazonaws.com'],
  on: true,
  licence: 'public domain (17 USC 105)',
  staleDays: 7,
} as const;

/** Only the advanced format says since when a party is listed, and in which script it writes. */
export const ofacSdn: SanctionsList = {
  ...OFAC,
  id: 'ofac-sdn',
  title: 'OFAC Specially Designated Nationals',
  urls: [`${EXPORTS}/SDN_ADVANCED.XML`],
};

export const ofacConsolidated: SanctionsList = {
  ...OFAC,
  id: 'ofac-consolidated',
  title: 'OFAC consolidated non-SDN lists',
  urls: [`${EXPORTS}/CONS_ADVANCED.XML`],
};

const SYMBOLS = 'ARB BCH BSC BSV BTG DASH ETC ETH LTC TRX USDC USDT XBT XMR XRP XVG ZEC'.split(' ');
const LISTS =
  'https://raw.githubusercontent.com/0xB10C/ofac-sanctioned-digital-currency-addresses/lists';

/** OFAC's addresses as 0xB10C extracts them, without names and dates: the SDN list has them too. */
export const ofacAddresses: SanctionsList = {
  ...OFAC,
  id: 'ofac-0xB10C',
  title: 'OFAC digital currency addresses, extracted by 0xB10C',
  readers: [addressesBySymbol],
  urls: SYMBOLS.map((symbol) => `${LISTS}/sanctioned_addresses_${symbol}.json`),
  hosts: [],
  on: false,
  licence: 'MIT',
};
