import { SeverityMark, Tag } from '../../parts/pieces.tsx';
import { inert } from '../../text/inert.ts';

const TONES: { readonly [action: string]: string } = {
  allow: 'good',
  review: 'warn',
  hold: 'bad',
  block: 'bad',
};

const SIGNS: { readonly [action: string]: string } = {
  allow: '✓',
  review: '◐',
  hold: '■',
  block: '✕',
};

interface DecisionProps {
  readonly action: string | null;
  /** Whether no list and no tag names it: that it is let through does not make it clean. */
  readonly isUnknown?: boolean;
}

/** What the rules make of it: a sign, a word and a colour, none of them alone. */
export function Decision({ action, isUnknown = false }: DecisionProps) {
  if (action === null) return <Tag>not decided yet</Tag>;
  const isBlind = isUnknown && action === 'allow';
  return (
    <Tag tone={isBlind ? '' : (TONES[action] ?? '')}>
      <span aria-hidden="true">{isBlind ? '○' : (SIGNS[action] ?? '·')}</span> {inert(action, 20)}
    </Tag>
  );
}

const LEVELS = {
  SEVERE: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
  INFO: 'info',
} as const;

/** The screening's scale as that of the marks. */
export function levelOf(severity: string): (typeof LEVELS)[keyof typeof LEVELS] {
  return LEVELS[severity.toUpperCase() as keyof typeof LEVELS] ?? 'info';
}

/** A severity of the screening, in its own word. */
export function Gravity({ severity }: { severity: string }) {
  return <SeverityMark severity={levelOf(severity)} word={severity.toLowerCase()} />;
}
