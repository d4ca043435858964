import type { Day } from '../tags.ts';
import type { ListedParty } from './party.ts';

/** A designation whose days are known, where an old copy of the list cannot tell them. */
interface Delisting {
  readonly lists: readonly string[];
  /** The primary name of the party, as the list writes it. */
  readonly name: string;
  /** Where the list has addresses alone: those that are the party's, in lower case. */
  readonly addresses: ReadonlySet<string>;
  readonly from: Day;
  readonly to: Day;
  readonly source: string;
}

/**
 * Of the 152 addresses that OFAC had listed under ETH in September 2024, those that a public label
 * set names as Tornado Cash's (brianleect/etherscan-labels, MIT; TutelaLabs' known addresses name
 * 31 of them too). More are likely to be; what no source names stays as its list has it.
 */
const TORNADO_CASH = new Set([
  '0x03893a7c7463ae47d46bc7f091665f1893656003',
  '0x07687e702b410fa43f4cb4af7fa097918ffd2730',
  '0x0836222f2b2b24a3f36f98668ed8f0b38d1a872f',
  '0x09193888b3f38c82dedfda55259a82c0e7de875e',
  '0x12d66f87a04a9e220743712ce6d9bb1b5616b8fc',
  '0x1356c899d8c9467c7f71c195612f8a395abf2f0a',
  '0x169ad27a470d064dede56a2d3ff727986b15d52b',
  '0x178169b423a011fff22b9e3f3abea13414ddd0f1',
  '0x179f48c78f57a3a78f0608cc9197b8972921d1d2',
  '0x22aaa7720ddd5388a3c0a3333430953c68f1849b',
  '0x23773e65ed146a459791799d01336db287f25334',
  '0x2717c5e28cf931547b621a5dddb772ab6a35b701',
  '0x2f50508a8a3d323b91336fa3ea6ae50e55f32185',
  '0x2fc93484614a34f26f7970cbb94615ba109bb4bf',
  '0x3efa30704d2b8bbac821307230376556cf8cc39e',
  '0x4736dcf1b7a3d580672cce6e7c65cd5cc9cfba9d',
  '0x47ce0c6ed5b0ce3d3a51fdb1c52dc66a7c3c2936',
  '0x527653ea119f3e6a1f5bd18fbf4714081d7b31ce',
  '0x58e8dcc13be9780fc42e8723d8ead4cf46943df2',
  '0x5cab7692d4e94096462119ab7bf57319726eed2a',
  '0x5efda50f22d34f262c29268506c5fa42cb56a1ce',
  '0x5f48c2a71b2cc96e3f0ccae4e39318ff0dc375b2',
  '0x5f6c97c6ad7bdd0ae7e0dd4ca33a4ed3fdabd4d7',
  '0x610b717796ad172b316836ac95a2ffad065ceab4',
  '0x653477c392c16b0765603074f157314cc4f40c32',
  '0x722122df12d4e14e13ac3b6895a86e84145b6967',
  '0x746aebc06d2ae31b71ac51429a19d54e797878e9',
  '0x756c4628e57f7e7f8a459ec2752968360cf4d1aa',
  '0x77777feddddffc19ff86db637967013e6c6a116c',
  '0x8589427373d6d84e98730d7795d8f6f8731fda16',
  '0x88fd245fedec4a936e700f9173454d1931b4c307',
  '0x910cbd523d972eb0a6f4cae4618ad62622b39dbf',
  '0x94a1b5cdb22c43faab4abeb5c74999895464ddaf',
  '0x94c92f096437ab9958fc0a37f09348f30389ae79',
  '0x9ad122c22b14202b4490edaf288fdb3c7cb3ff5e',
  '0xa160cdab225685da1d56aa342ad8841c3b53f291',
  '0xa60c772958a3ed56c1f15dd055ba37ac8e523a0d',
  '0xaeaac358560e11f52454d997aaff2c5731b6f8a6',
  '0xb04e030140b30c27bcdfaafffa98c57d80eda7b4',
  '0xb1c8094b234dce6e03f10a5b673c1d8c69739a00',
  '0xb20c66c4de72433f3ce747b58b86830c459ca911',
  '0xb541fc07bc7619fd4062a54d96268525cbc6ffef',
  '0xba214c1c1928a32bffe790263e38b4af9bfcd659',
  '0xbb93e510bbcd0b7beb5a853875f9ec60275cf498',
  '0xca0840578f57fe71599d29375e16783424023357',
  '0xd21be7248e0197ee08e0c20d4a96debdac3d20af',
  '0xd4b88df4d29f5cedd6857912842cff3b20c8cfa3',
  '0xd691f27f38b395864ea86cfc7253969b409c362d',
  '0xd82ed8786d7c69dc7e052f7a542ab047971e73d2',
  '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b',
  '0xd96f2b1c14db8458374d9aca76e26c3d18364307',
  '0xdd4c48c0b24039969fc16d1cdf626eab821d3384',
  '0xf60dd140cff0706bae9cd734ac3ae76ad9ebc32a',
  '0xf67721a2d8f736e75a49fdd7fad2e31d8676542a',
  '0xfd8610d20aa15b7b2e3be39b396a1bc3516c7144',
  '0xffbac21a641dcfe4552920138d90f3638b3c9fba',
]);

const DELISTINGS: readonly Delisting[] = [
  {
    lists: ['ofac-sdn', 'ofac-0xB10C'],
    name: 'TORNADO CASH',
    addresses: TORNADO_CASH,
    from: '2022-08-08',
    to: '2025-03-21',
    source: 'US Treasury, press release of 8 August 2022 and notice of 21 March 2025',
  },
];

/**
 * The party with the days that are known of its designation. A version of the list from after the
 * delisting knows better: who stands there is listed again.
 */
export function withKnownDays(party: ListedParty, published: Day | null): ListedParty {
  const known = DELISTINGS.find(
    ({ lists, name, addresses }) =>
      lists.includes(party.list) &&
      (party.names[0]?.text === name ||
        (party.kind === 'wallet' &&
          party.wallets.every(({ published: text }) => addresses.has(text.toLowerCase())))),
  );
  if (!known || (published !== null && published >= known.to)) return party;
  const from = party.from !== null && party.from < known.from ? party.from : known.from;
  return { ...party, from, to: party.to ?? known.to, url: party.url ?? known.source };
}
