import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Problem } from '../api/client.ts';
import { Trouble } from './states.tsx';

interface FieldProps {
  readonly name: string;
  readonly hint?: string;
  readonly children: (id: string) => ComponentChildren;
}

/** A labelled field. */
function Field({ name, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="name" for={id}>
        {name}
      </label>
      {children(id)}
      {hint && <span class="hint">{hint}</span>}
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
  readonly type?: 'text' | 'email' | 'url' | 'datetime-local' | 'date' | 'password';
  readonly value?: string;
  readonly required?: boolean;
  readonly lines?: number;
  readonly most?: number;
}

/** A field for text; many lines if `lines` says so. */
export function Text({ label, name, hint, type = 'text', lines, most = 200, ...rest }: TextProps) {
  const { value, required = false } = rest;
  const common = { name, required, maxLength: most, autocomplete: 'off' as const };
  return (
    <Field name={label} {...(hint ? { hint } : {})}>
      {(id) =>
        lines ? (
          <textarea id={id} rows={lines} {...common}>
            {value ?? ''}
          </textarea>
        ) : (
          <input id={id} type={type as 'text'} defaultValue={value ?? ''} {...common} />
        )
      }
    </Field>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly value?: string;
  readonly options: readonly (readonly [value: string, words: string])[];
}

export function Choice({ label, name, value, options }: ChoiceProps) {
  return (
    <Field name={label}>
      {(id) => (
        <select id={id} name={name} defaultValue={value ?? options[0]?.[0] ?? ''}>
          {options.map(([key, words]) => (
            <option key={key} value={key} selected={key === value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface FormProps {
  readonly action: string;
  readonly children: ComponentChildren;
  /** Does it; what it throws is shown beneath. */
  readonly submit: (values: { readonly [name: string]: string }) => Promise<void>;
  readonly onCancel?: () => void;
}

/** Fields and what is done with them; the button waits while it is done. */
export function Form({ action, children, submit, onCancel }: FormProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const send = (event: Event) => {
    event.preventDefault();
    if (form.current === null) return;
    const values: { [name: string]: string } = {};
    for (const [name, value] of new FormData(form.current)) {
      if (typeof value === 'string') values[name] = value.trim();
    }
    setBusy(true);
    setProblem(null);
    submit(values)
      .then(() => form.current?.reset())
      .catch((error: unknown) => {
        setProblem(error instanceof Problem ? error : new Problem(0, 'Failed', String(error)));
      })
      .finally(() => setBusy(false));
  };
  return (
    <form class="lines" onSubmit={send} ref={form}>
      {children}
      {problem && <Trouble problem={problem} />}
      <div class="row">
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'One moment…' : action}
        </button>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            Leave it
          </button>
        )}
      </div>
    </form>
  );
}
