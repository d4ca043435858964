import type { Commands } from './commands.ts';

/** What can be done to the selection; each has a key, too. */
export function Actions({
  commands,
  folded = false,
  path,
}: {
  readonly commands: Commands;
  readonly folded?: boolean;
  readonly path: boolean;
}) {
  const act = (action: Parameters<Commands['act']>[0], name: string) => (
    <button type="button" data-act={action} onClick={() => commands.act(action)}>
      {name}
    </button>
  );
  return (
    <div class="graph-actions">
      {folded && act('unfold', 'Open the group')}
      {path && act('path', 'Path')}
      {act('in', 'Expand in')}
      {act('out', 'Expand out')}
      {act('pin', 'Pin')}
      {act('note', 'Note')}
      {act('colour', 'Colour')}
      {act('hide', 'Hide')}
    </div>
  );
}
