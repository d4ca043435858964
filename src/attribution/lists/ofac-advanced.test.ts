import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { listFile, readAs } from '../../../test/attribution/list-file.ts';

// Made by hand from the paths in the sanctions reference §1; ids are deliberately not OFAC's own.
const date = (tag: string, y: number, m: number, d: number): string =>
  `<${tag}><Year>${y}</Year><Month>${m}</Month><Day>${d}</Day></${tag}>`;
const REFERENCES = `<?xml version="1.0" encoding="utf-8"?>
<Sanctions
  xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
  ${date('DateOfIssue', 2026, 8, 20)}
  <ReferenceValueSets>
    <AliasTypeValues><AliasType ID="1">Name</AliasType><AliasType ID="2">A.K.A.</AliasType>
      <AliasType ID="3">F.K.A.</AliasType></AliasTypeValues>
    <CountryValues><Country ID="9">Korea, North</Country></CountryValues>
    <FeatureTypeValues>
      <FeatureType ID="7001">Digital Currency Address - XBT</FeatureType>
      <FeatureType ID="7002">Digital Currency Address - NEW</FeatureType>
      <FeatureType ID="7003">Birthdate</FeatureType><FeatureType ID="7004">Location</FeatureType>
      <FeatureType ID="7005">Place of Birth</FeatureType>
    </FeatureTypeValues>
    <IDRegDocTypeValues><IDRegDocType ID="5">Passport</IDRegDocType></IDRegDocTypeValues>
    <NamePartTypeValues><NamePartType ID="1">Last Name</NamePartType>
      <NamePartType ID="2">First Name</NamePartType></NamePartTypeValues>
    <PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType>
      <PartySubType ID="6" PartyTypeID="2">Vessel</PartySubType></PartySubTypeValues>
    <PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Transport</PartyType>
    </PartyTypeValues>
    <SanctionsTypeValues><SanctionsType ID="8">Program</SanctionsType>
      <SanctionsType ID="9">Block</SanctionsType></SanctionsTypeValues>
    <ScriptValues><Script ID="215" ScriptCode="Latn">Latin</Script>
      <Script ID="220" ScriptCode="Cyrl">Cyrillic</Script></ScriptValues>
  </ReferenceValueSets>
`;
const xml = (wallet = 7001) => `${REFERENCES}
  <Locations><Location ID="25"><LocationCountry CountryID="9"/></Location></Locations>
  <IDRegDocuments><IDRegDocument ID="1" IDRegDocTypeID="5" IdentityID="70">
    <IDRegistrationNo>P77</IDRegistrationNo></IDRegDocument></IDRegDocuments>
  <DistinctParties>
    <DistinctParty FixedRef="700"><Profile ID="701" PartySubTypeID="4">
      <Identity ID="70" Primary="true">
        <Alias AliasTypeID="3" Primary="false" LowQuality="true">
          <DocumentedName><DocumentedNamePart>
          <NamePartValue NamePartGroupID="1" ScriptID="215">OLDNAME</NamePartValue>
        </DocumentedNamePart></DocumentedName></Alias>
        <Alias AliasTypeID="1" Primary="true" LowQuality="false">
          <DocumentedName>
            <DocumentedNamePart>
              <NamePartValue NamePartGroupID="1" ScriptID="215">EXAMPLE</NamePartValue>
            </DocumentedNamePart>
            <DocumentedNamePart>
              <NamePartValue NamePartGroupID="2" ScriptID="215">Ana</NamePartValue>
            </DocumentedNamePart>
          </DocumentedName>
          <DocumentedName>
            <DocumentedNamePart>
              <NamePartValue NamePartGroupID="1" ScriptID="220">ПРИМЕР</NamePartValue>
            </DocumentedNamePart>
          </DocumentedName>
        </Alias>
        <NamePartGroups>
          <MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1"/></MasterNamePartGroup>
          <MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="2"/></MasterNamePartGroup>
        </NamePartGroups>
      </Identity>
      <Feature FeatureTypeID="${wallet}"><FeatureVersion>
        <VersionDetail>12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h</VersionDetail></FeatureVersion></Feature>
      <Feature FeatureTypeID="7002"><FeatureVersion>
        <VersionDetail>0x098B716B8Aaf21512996dC57EB0615e2383E2f96</VersionDetail>
      </FeatureVersion></Feature>
      <Feature FeatureTypeID="7003"><FeatureVersion><DatePeriod>
        <Start Approximate="false">${date('From', 1951, 1, 1)}${date('To', 1951, 1, 1)}</Start>
        <End Approximate="false">${date('From', 1951, 12, 31)}${date('To', 1951, 12, 31)}</End>
      </DatePeriod></FeatureVersion></Feature>
      <Feature FeatureTypeID="7004"><FeatureVersion>
        <VersionLocation LocationID="25"/></FeatureVersion></Feature>
      <Feature FeatureTypeID="7005"><FeatureVersion>
        <VersionDetail>Giza, Egypt</VersionDetail></FeatureVersion></Feature>
    </Profile></DistinctParty>
    <DistinctParty FixedRef="800"><Profile ID="801" PartySubTypeID="6"><Identity ID="80">
      <Alias AliasTypeID="1" Primary="true"><DocumentedName><DocumentedNamePart>
        <NamePartValue>MAR AZUL</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
    </Identity></Profile></DistinctParty>
  </DistinctParties>
  <SanctionsEntries>
    <SanctionsEntry ID="1" ProfileID="701">
      <EntryEvent>${date('Date', 2022, 11, 8)}</EntryEvent>
      <EntryEvent>${date('Date', 2022, 8, 8)}</EntryEvent>
      <SanctionsMeasure SanctionsTypeID="9"/>
      <SanctionsMeasure SanctionsTypeID="8"><Comment>CYBER2</Comment></SanctionsMeasure>
      <SanctionsMeasure SanctionsTypeID="8"><Comment>DPRK3</Comment></SanctionsMeasure>
    </SanctionsEntry>
  </SanctionsEntries>
</Sanctions>`;

test('every id is resolved by the text that the file itself gives it', async () => {
  const { published, parties } = await readAs('ofac-sdn', listFile('SDN_ADVANCED.XML', xml()));
  equal(published, '2026-08-20');
  const [person, ship] = parties;
  deepEqual(
    person?.names.map(({ text, kind, strong, script }) => [text, kind, strong, script]),
    [
      ['EXAMPLE, Ana', 'primary', true, 'Latn'],
      ['OLDNAME', 'former', false, 'Latn'],
      ['ПРИМЕР', 'original-script', true, 'Cyrl'],
    ],
  );
  deepEqual(person?.wallets, [
    { published: '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h', symbol: 'XBT' },
    { published: '0x098B716B8Aaf21512996dC57EB0615e2383E2f96', symbol: 'NEW' },
  ]);
  deepEqual(person?.programs, ['CYBER2', 'DPRK3']);
  equal(person?.from, '2022-08-08');
  deepEqual(person?.born, [{ from: '1951', to: '1951', approximate: false }]);
  deepEqual(person?.countries, ['EG', 'KP']);
  deepEqual(person?.documents, [{ kind: 'Passport', number: 'P77' }]);
  deepEqual([person?.kind, ship?.kind, ship?.id], ['person', 'vessel', '800']);
});

test('a type that the file does not explain is no wallet; no types are an error', async () => {
  // 344 was OFAC's id of XBT: without the set's word it means nothing
  const { parties } = await readAs('ofac-sdn', listFile('a.xml', xml(344)));
  deepEqual(
    parties[0]?.wallets.map(({ symbol }) => symbol),
    ['NEW'],
  );
  const bare = xml().replaceAll('FeatureTypeValues', 'FeatureKinds');
  await rejects(readAs('ofac-sdn', listFile('a.xml', bare)), /types of features/);
});
