import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { listFile, readAs } from '../../../test/attribution/list-file.ts';

// Made by hand from the paths in the sanctions reference §1.
const XML = `<?xml version="1.0" encoding="utf-8"?>
<Designations>
  <DateGenerated>09/10/2026</DateGenerated>
  <Designation>
    <DateDesignated>25/01/2001</DateDesignated><UniqueID>AFG9999</UniqueID>
    <Names>
      <Name><Name6>ANA</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
      <Name><Name1>Ana</Name1><Name2>B.</Name2><Name6>EXAMPLE</Name6><NameType>Primary name</NameType></Name>
    </Names>
    <NonLatinNames><NonLatinName><NameNonLatinScript>محمد</NameNonLatinScript></NonLatinName></NonLatinNames>
    <RegimeName>The Afghanistan Regulations 2020</RegimeName>
    <IndividualEntityShip>Individual</IndividualEntityShip>
    <OtherInformation>Digital wallet ETH 0x098B716B8Aaf21512996dC57EB0615e2383E2f96.</OtherInformation>
    <Addresses><Address><AddressCountry>Korea, North</AddressCountry></Address></Addresses>
    <IndividualDetails><Individual>
      <DOBs><DOB>dd/mm/1945</DOB><DOB>01/03/1958</DOB></DOBs>
      <Nationalities><Nationality>Afghanistan</Nationality></Nationalities>
      <PassportDetails><Passport><PassportNumber>P1</PassportNumber></Passport>
        <Passport><PassportNumber>P1</PassportNumber></Passport></PassportDetails>
    </Individual></IndividualDetails>
  </Designation>
  <Designation>
    <UniqueID>RUS9999</UniqueID><IndividualEntityShip>Ship</IndividualEntityShip>
    <Names><Name><Name6>NS EXAMPLE</Name6><NameType>Primary Name</NameType></Name></Names>
    <ShipDetails><Ship><IMONumbers><IMONumber>9339301</IMONumber></IMONumbers></Ship></ShipDetails>
  </Designation>
</Designations>`;

test('designations with their names in any order, day-first dates and ships', async () => {
  const { published, parties } = await readAs('uk', listFile('UK-Sanctions-List.xml', XML));
  equal(published, '2026-10-09');
  const [person, ship] = parties;
  deepEqual(
    person?.names.map(({ text, kind, strong }) => [text, kind, strong]),
    [
      ['Ana B. EXAMPLE', 'primary', true],
      ['ANA', 'alias', false],
      ['محمد', 'original-script', true],
    ],
  );
  deepEqual(
    person?.born.map(({ from }) => from),
    ['1945', '1958-03-01'],
  );
  deepEqual([person?.from, person?.countries], ['2001-01-25', ['AF', 'KP']]);
  deepEqual(person?.documents, [{ kind: 'passport', number: 'P1' }]);
  const published_ = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
  deepEqual(person?.wallets, [{ published: published_, symbol: 'ETH' }]);
  deepEqual([ship?.kind, ship?.documents], ['vessel', [{ kind: 'IMO', number: '9339301' }]]);
});

test("OFSI's closed consolidated list is not taken for it", async () => {
  const old =
    '<ArrayOfFinancialSanctionsTarget><FinancialSanctionsTarget/></ArrayOfFinancialSanctionsTarget>';
  await rejects(readAs('uk', listFile('ConList.xml', old)), /no reader/);
});
