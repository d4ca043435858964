import { versionsOf } from '../attribution/lists/kept.ts';
import { openLists } from '../attribution/lists/open.ts';
import type { ListSource } from '../attribution/lists/update.ts';
import { formatSpan, formatTime, type UnixTime } from '../base/time.ts';

interface Shown {
  readonly lists: readonly ShownList[];
  /** What keeps an answer from being "not listed". */
  readonly problems: readonly string[];
}

interface ShownList {
  readonly list: string;
  readonly title: string;
  readonly on: boolean;
  readonly licence: string;
  readonly current: string | null;
  /** Seconds since it was surely the publisher's newest, or null without a version. */
  readonly age: number | null;
  readonly stale: boolean;
  readonly closed: number;
  readonly versions: readonly {
    readonly version: string;
    readonly fetched: string;
    readonly parties: number;
    readonly wallets: number;
    readonly digest: string;
  }[];
}

/** All lists as they are kept in a folder. */
export function shownLists(folder: string, lists: readonly ListSource[], now: UnixTime): Shown {
  const opened = openLists(folder, lists, now);
  const shown = lists.map((list): ShownList => {
    const open = opened.lists.find((one) => one.list.id === list.id);
    const versions = versionsOf(folder, list.id);
    return {
      list: list.id,
      title: list.title,
      on: list.on,
      licence: list.licence,
      current: open?.version.version ?? null,
      age: open?.age ?? null,
      stale: open?.stale ?? false,
      closed: open ? open.parties.length - open.version.parties : 0,
      versions: versions.map(({ version, fetched, parties, wallets, digest }) => ({
        version,
        fetched: formatTime(fetched),
        parties,
        wallets,
        digest,
      })),
    };
  });
  return { lists: shown, problems: opened.problems.map(({ list, text }) => `${list}: ${text}`) };
}

/** What is wrong with lists, with the command that mends it: for whoever has a command line. */
export function withCommand(problems: string): string {
  return problems.replace(/\b([\w-]+): never imported\b/g, '$&; run hue lists update $1');
}

/** For reading. */
export function tableOf({ lists, problems }: Shown): string {
  const rows = lists.map(({ list, on, current, age, stale, closed, versions }) => {
    const version = versions.find((one) => one.version === current);
    const state = current === null ? (on ? 'missing' : 'off') : stale ? 'stale' : 'good';
    return [
      list,
      state,
      current ?? '',
      age === null ? '' : formatSpan(age),
      String(version?.parties ?? ''),
      String(version?.wallets ?? ''),
      String(closed || ''),
      String(versions.length || ''),
    ];
  });
  const head = ['list', 'state', 'version', 'age', 'parties', 'wallets', 'closed', 'versions'];
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, i) => (i > 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const wrong = problems.map((problem) => `! ${withCommand(problem)}`);
  return `${[...lines, ...wrong].join('\n')}\n`;
}
