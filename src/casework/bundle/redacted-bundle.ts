import { zstdDecompressSync } from 'node:zlib';
import { sha256 } from '../../base/digest.ts';
import { toJson } from '../../base/json.ts';
import { renderPage } from '../exports/page.ts';
import type { Cover, Withheld } from '../redaction/contents.ts';
import type { Redacted } from '../redaction/redact.ts';
import { RULE_WORDS, type Rule } from '../redaction/rules.ts';
import type { SecretWords } from '../redaction/words.ts';
import { COVER, inOrder, KNOWN, MANIFEST, manifestOf } from './manifest.ts';
import { type BundleFile, writeZip } from './zip.ts';

interface RedactedBundle {
  readonly bytes: Uint8Array;
  /** Says besides which files were left out. */
  readonly cover: Cover;
}

/**
 * The bundle of what an audience receives: the redacted result and its page, and of the files that
 * the trace rests on those that say nothing that was left out. It verifies as far as these go.
 * @param carried files of the whole bundle
 */
export function redactedBundle(redacted: Redacted, carried: readonly BundleFile[]): RedactedBundle {
  const { result, words } = redacted;
  const rules = new Set(redacted.cover.redaction.rules);
  const tags = new Set(
    result.inputs.filter(({ role }) => role === 'tags').map(({ sha256: digest }) => digest),
  );
  const against = (file: BundleFile): Rule | null => {
    const isTags = file.name === KNOWN || tags.has(sha256(file.bytes));
    if (isTags) {
      const named = (['licence', 'unstated', 'contested'] as const).find((one) => rules.has(one));
      if (named) return named;
    }
    const isBrought = file.name === 'case.json' || file.name.startsWith('inputs/');
    if (rules.has('tlp') && isBrought) return 'tlp';
    return saysSecret(file, words);
  };
  const own = carried.filter(
    ({ name }) => ![MANIFEST, COVER, 'result.json', 'page.html'].includes(name),
  );
  const judged = own.map((file) => ({ file, rule: against(file) }));
  // recorded answers are one record: without one of them the others do not verify
  const spoilt = judged.find(({ file, rule }) => isEvidence(file) && rule !== null)?.rule ?? null;
  const decided = judged.map(({ file, rule }) => ({
    file,
    rule: isEvidence(file) ? spoilt : rule,
  }));
  const kept = decided.filter(({ rule }) => rule === null).map(({ file }) => file);
  const withheld = Map.groupBy(
    decided.filter(({ rule }) => rule !== null),
    ({ rule }) => rule as Rule,
  );
  const more = [...withheld].map(([rule, files]): Withheld => {
    return {
      rule,
      why: RULE_WORDS[rule],
      what: 'files that the trace rests on',
      count: files.length,
    };
  });
  const cover = withMore(redacted.cover, more);
  const listed = inOrder([
    { name: COVER, bytes: Buffer.from(toJson(cover)) },
    { name: 'result.json', bytes: Buffer.from(toJson(result)) },
    { name: 'page.html', bytes: Buffer.from(renderPage(result, cover)) },
    ...kept,
  ]);
  const manifest = manifestOf(listed, result.evidence?.root ?? null, cover.redaction);
  return { cover, bytes: writeZip(inOrder([{ name: MANIFEST, bytes: manifest }, ...listed])) };
}

function isEvidence({ name }: BundleFile): boolean {
  return name.startsWith('evidence/');
}

function withMore(cover: Cover, more: readonly Withheld[]): Cover {
  const { redaction } = cover;
  return { ...cover, redaction: { ...redaction, withheld: [...redaction.withheld, ...more] } };
}

function saysSecret({ name, bytes }: BundleFile, words: SecretWords): Rule | null {
  if (words.size === 0) return null;
  const inName = words.foundIn(name);
  if (inName !== null) return inName;
  const plain = name.endsWith('.zst') ? zstdDecompressSync(bytes) : Buffer.from(bytes);
  // as it stands, and as JSON and CSV would write it
  const text = plain.toString('utf8');
  const forms = [text, unescaped(text), text.replaceAll('""', '"')];
  return forms.map((form) => words.foundIn(form)).find((rule) => rule !== null) ?? null;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code?: string, sign = '') => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return /[bfnrt]/.test(sign) ? ' ' : sign;
  });
}
