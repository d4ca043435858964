import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Sankey } from './Sankey.tsx';
import type { Session } from './session.ts';

/**
 * The flow in broad strokes, as lines that a printer draws: paper has no room for the graph, and
 * nothing to fold it by. It is made as something is printed, and gone after.
 */
export function OnPaper({ session }: { readonly session: Session }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const put = () => {
      const { result, locale } = session.given.value;
      // at once: whoever prints out of a script waits for nothing
      const drawn = <Sankey result={result} policy={session.policy.value} locale={locale} />;
      if (place.current) render(drawn, place.current);
    };
    const take = () => {
      if (place.current) render(null, place.current);
    };
    addEventListener('beforeprint', put);
    addEventListener('afterprint', take);
    return () => {
      removeEventListener('beforeprint', put);
      removeEventListener('afterprint', take);
      take();
    };
  }, [session]);
  return <div ref={place} class="graph-paper" />;
}
