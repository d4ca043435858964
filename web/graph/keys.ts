/** Everything that a key does, in the order in which the help lists it. */
export const KEYS = [
  { id: 'right', keys: ['ArrowRight'], shown: '→', text: 'follow the most money onwards' },
  { id: 'left', keys: ['ArrowLeft'], shown: '←', text: 'go back to where most of it came from' },
  { id: 'up', keys: ['ArrowUp'], shown: '↑', text: 'the next node above' },
  { id: 'down', keys: ['ArrowDown'], shown: '↓', text: 'the next node below' },
  { id: 'select', keys: ['Enter'], shown: 'Enter', text: 'select the node, or open a group' },
  { id: 'add', keys: [' '], shown: 'Space', text: 'add the node to the selection, or take it out' },
  { id: 'all', keys: ['a'], shown: 'A', text: 'select every node that a search found, or all' },
  { id: 'path', keys: ['p'], shown: 'P', text: 'the path from the theft, or between two selected' },
  { id: 'unfold', keys: ['o'], shown: 'O', text: 'open a group' },
  { id: 'fold', keys: ['f'], shown: 'F', text: 'fold again what was opened' },
  {
    id: 'out',
    keys: ['e'],
    shown: 'E',
    text: 'expand: whom the selection paid, of all that the ledger knows',
  },
  {
    id: 'in',
    keys: ['r'],
    shown: 'R',
    text: 'expand: who paid the selection, of all that the ledger knows',
  },
  { id: 'hide', keys: ['h', 'Delete'], shown: 'H', text: 'hide the selection' },
  { id: 'unhide', keys: ['H'], shown: 'Shift H', text: 'show all that was hidden' },
  { id: 'pin', keys: ['n'], shown: 'N', text: 'pin the selection where it stands, or let go' },
  { id: 'note', keys: ['t'], shown: 'T', text: 'write a note on the selection' },
  { id: 'colour', keys: ['c'], shown: 'C', text: 'the next colour for the selection' },
  { id: 'undo', keys: ['z'], shown: 'Z', text: 'undo' },
  { id: 'redo', keys: ['y', 'Z'], shown: 'Y', text: 'redo' },
  { id: 'policy', keys: ['l'], shown: 'L', text: 'the next policy' },
  { id: 'order', keys: ['x'], shown: 'X', text: 'left to right by time, or by hop' },
  { id: 'empty', keys: ['d'], shown: 'D', text: 'without lines that carry nothing, or with' },
  { id: 'tidy', keys: ['m'], shown: 'M', text: 'arrange what is drawn anew' },
  { id: 'search', keys: ['/'], shown: '/', text: 'search' },
  { id: 'zoomIn', keys: ['+', '='], shown: '+', text: 'zoom in' },
  { id: 'zoomOut', keys: ['-', '_'], shown: '−', text: 'zoom out' },
  { id: 'fit', keys: ['0'], shown: '0', text: 'show all' },
  { id: 'home', keys: ['Home'], shown: 'Home', text: 'back to the theft' },
  { id: 'table', keys: ['g'], shown: 'G', text: 'graph, table, overview in turn' },
  { id: 'save', keys: ['s'], shown: 'S', text: 'save a picture or the data' },
  { id: 'close', keys: ['Escape'], shown: 'Esc', text: 'let go of the selection' },
  { id: 'help', keys: ['?'], shown: '?', text: 'this list' },
] as const;

export type KeyAction = (typeof KEYS)[number]['id'];

/** What the key means, or nothing. */
export function actionOf(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): KeyAction | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === 'z') return event.shiftKey ? 'redo' : 'undo';
    return event.key === 'y' ? 'redo' : event.key === 'a' ? 'all' : null;
  }
  return KEYS.find(({ keys }) => (keys as readonly string[]).includes(event.key))?.id ?? null;
}
