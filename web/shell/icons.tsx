/** The few signs of the desk, drawn on a 16 by 16 grid. */

const PATHS = {
  trace: 'M2 13 6 6l4 4 4-8M2 13h2M12 2h2v2',
  cases: 'M2 4h5l1.5 2H14v7H2zM2 4V3',
  inbox: 'M2 9l2-6h8l2 6v4H2zM2 9h3.5l1 2h3l1-2H14',
  screen: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14M5 7h4',
  deposits: 'M8 2v7M5 6.500 8 9.500l3-3M2 9.500V14h12V9.500',
  approvals: 'M2.5 8.5 6 12l7.5-8',
  people:
    'M6 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM1.500 14c0-3 2-4.500 4.500-4.500' +
    's4.500 1.500 4.500 4.500M11 3.500a2.300 2.300 0 0 1 0 4.300' +
    'M12 9.700c1.600.5 2.500 2 2.500 4.300',
  keys: 'M5.500 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8.500 8H14v3M11.500 8v2',
  targets:
    'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 10.500A2.500 2.500 0 1 0 8 5.500a2.500 2.500 0 0 0 0 5z',
  denials: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.800 3.800l8.400 8.400',
  theme: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12M8 5h3M8 8h5.5M8 11h3.500',
  leave: 'M9 3H3v10h6M6.500 8H14M11.500 5.500 14 8l-2.500 2.500',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** The mark: a voice raised, and the waves of it. */
export function Mark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke-width="2">
      <path d="M3 9.500v5h3l5 4v-13l-5 4z" fill="currentColor" />
      <path class="cry" stroke-linecap="round" d="M14.500 9a4.200 4.200 0 0 1 0 6" />
      <path class="cry" stroke-linecap="round" d="M17.300 6.500a8 8 0 0 1 0 11" />
    </svg>
  );
}
