import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { listFile, readAs } from '../../../test/attribution/list-file.ts';
import { InputError } from '../../base/errors.ts';

// Made by hand from the paths in the sanctions reference §1.
const XML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-08-05T16:47:04.449+02:00">
  <sanctionEntity designationDate="2022-02-25" euReferenceNumber="EU.77.33" logicalId="83">
    <remark>Wallet BTC: 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h,
      miscopied 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9i</remark>
    <regulation publicationDate="2022-02-25" programme="UKR">
      <publicationUrl>https://example.eu/1</publicationUrl></regulation>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Ana" middleName="B." lastName="Example" wholeName="Ana B. Example"
      strong="true"/>
    <nameAlias wholeName="Ana" strong="false"/>
    <nameAlias wholeName="Анна" strong="true"><remark>low quality a.k.a.</remark></nameAlias>
    <citizenship countryIso2Code="IQ"/><address countryIso2Code="00"/>
    <birthdate circa="true" year="1937" monthOfYear="4"/>
    <birthdate circa="false" yearRangeFrom="1940" yearRangeTo="1942"/>
    <identification number="A1" identificationTypeCode="passport" countryIso2Code="IQ"/>
  </sanctionEntity>
  <sanctionEntity logicalId="201">
    <regulation entryIntoForceDate="2003-07-07" publicationDate="2003-07-08" programme="IRQ"/>
    <subjectType code="enterprise"/><nameAlias wholeName="Example &amp; Sons"/>
  </sanctionEntity>
</export>`;

test('people and companies with weak aliases, dates and checked wallets', async () => {
  const { published, parties } = await readAs('eu-fsf', listFile('content', XML));
  equal(published, '2026-08-05');
  const [person, company] = parties;
  deepEqual(
    person?.names.map(({ text, kind, strong }) => [text, kind, strong]),
    [
      ['Ana B. Example', 'primary', true],
      ['Ana', 'alias', false],
      ['Анна', 'original-script', false],
    ],
  );
  deepEqual(person?.names[0]?.parts, { given: 'Ana B.', family: 'Example' });
  deepEqual(person?.born, [
    { from: '1937-04', to: '1937-04', approximate: true },
    { from: '1940', to: '1942', approximate: false },
  ]);
  // a pattern without its checksum is no address
  const published_ = '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h';
  deepEqual(person?.wallets, [{ published: published_, symbol: 'BTC' }]);
  deepEqual([person?.id, person?.from, person?.countries], ['EU.77.33', '2022-02-25', ['IQ']]);
  deepEqual([company?.id, company?.from, company?.kind], ['201', '2003-07-07', 'company']);
  equal(company?.names[0]?.text, 'Example & Sons');
});

test('an entity without a number is a changed schema', async () => {
  const changed = XML.replace('logicalId="201"', '');
  await rejects(
    readAs('eu-fsf', listFile('eu.xml', changed)),
    (error) => error instanceof InputError && error.label === 'eu.xml:18',
  );
});
