import { mayAs } from '../api/session.ts';
import { inert } from '../text/inert.ts';

/** Of older results: what to run, which nobody does here. */
const COMMAND = /; run hue lists update [\w-]+/g;
const LISTS = /: never imported|days old, its limit is/;

/** What is not known, and where somebody at the desk can mend it. */
export function Gap({ text, most }: { readonly text: string; readonly most: number }) {
  const isOfLists = LISTS.test(text);
  return (
    <>
      {inert(text.replace(COMMAND, ''), most)}
      {isOfLists && !text.endsWith('.') && '.'}
      {isOfLists && !mayAs('administrator') && ' An administrator can have the lists fetched.'}
      {isOfLists && mayAs('administrator') && (
        <>
          {' '}
          <a href="/">Have the lists fetched</a>.
        </>
      )}
    </>
  );
}
