import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { listFile, readAs } from '../../../test/attribution/list-file.ts';
import { InputError } from '../../base/errors.ts';

// Made by hand from the paths in the sanctions reference §1; the address is a published one.
const XML = `<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
  <publshInformation><Publish_Date>07/08/2026</Publish_Date><Record_Count>2</Record_Count>
  </publshInformation>
  <sdnEntry>
    <uid>36</uid><firstName>Ana</firstName><lastName>EXAMPLE</lastName><sdnType>Individual</sdnType>
    <remarks>(Linked To: NOBODY)</remarks>
    <programList><program>CYBER2</program><program>DPRK3</program></programList>
    <idList>
      <id><uid>1</uid><idType>Passport</idType><idNumber>P1</idNumber><idCountry>Cuba</idCountry></id>
      <id><uid>2</uid><idType>Gender</idType><idNumber>Female</idNumber></id>
      <id><uid>3</uid><idType>Digital Currency Address - NEW</idType>
        <idNumber>0x098B716B8Aaf21512996dC57EB0615e2383E2f96</idNumber></id>
    </idList>
    <akaList>
      <aka><uid>4</uid><type>a.k.a.</type><category>weak</category><lastName>ANITA</lastName></aka>
      <aka><uid>5</uid><type>f.k.a.</type><category>strong</category><lastName>SAMPLE</lastName>
        <firstName>Ana</firstName></aka>
    </akaList>
    <addressList><address><uid>6</uid><country>Korea, North</country></address></addressList>
    <nationalityList><nationality><country>Burma</country></nationality></nationalityList>
    <placeOfBirthList><placeOfBirthItem><placeOfBirth>Giza, Egypt</placeOfBirth></placeOfBirthItem>
    </placeOfBirthList>
    <dateOfBirthList>
      <dateOfBirthItem><dateOfBirth>19 Jun 1951</dateOfBirth></dateOfBirthItem>
      <dateOfBirthItem><dateOfBirth>circa 1950 to 1952</dateOfBirth></dateOfBirthItem>
    </dateOfBirthList>
  </sdnEntry>
  <sdnEntry><uid>37</uid><lastName>SHIP, THE</lastName><sdnType>Vessel</sdnType></sdnEntry>
</sdnList>`;

test('the simple XML: names, documents, wallets of any symbol', async () => {
  const { published, parties } = await readAs('ofac-sdn', listFile('SDN.XML', XML));
  equal(published, '2026-07-08');
  const [person, ship] = parties;
  deepEqual(
    person?.names.map(({ text, kind, strong }) => [text, kind, strong]),
    [
      ['EXAMPLE, Ana', 'primary', true],
      ['ANITA', 'alias', false],
      ['SAMPLE, Ana', 'former', true],
    ],
  );
  deepEqual(person?.programs, ['CYBER2', 'DPRK3']);
  deepEqual(person?.documents, [{ kind: 'Passport', number: 'P1' }]);
  deepEqual(person?.countries, ['EG', 'KP', 'MM']);
  const published_ = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
  deepEqual(person?.wallets, [{ published: published_, symbol: 'NEW' }]);
  deepEqual(person?.born[1], { from: '1950', to: '1952', approximate: true });
  deepEqual([ship?.kind, ship?.names[0]?.parts], ['vessel', null]);
});

test('an entry without what every entry has is a changed schema, with its line', async () => {
  const changed = XML.replace('<uid>37</uid>', '<number>37</number>');
  await rejects(
    readAs('ofac-sdn', listFile('sdn.xml', changed)),
    (error) => error instanceof InputError && /^sdn\.xml:29$/.test(error.label),
  );
  const renamed = XML.replaceAll('sdnEntry', 'entry');
  await rejects(readAs('ofac-sdn', listFile('sdn.xml', renamed)), /no party/);
  const nameless = XML.replaceAll('lastName', 'surname');
  await rejects(readAs('ofac-sdn', listFile('sdn.xml', nameless)), /without a name/);
});
