import { useResource } from '../api/resource.ts';
import type { Paged, Person } from '../api/shapes.ts';
import { inert } from '../text/inert.ts';
import { Choice } from './form.tsx';

const PEOPLE = '/v1/people?limit=200';

/** Somebody of the desk by name. */
export function PersonName({ id }: { id: string | null }) {
  const people = useResource<Paged<Person>>(PEOPLE);
  if (id === null) return <span class="quiet">nobody</span>;
  const found = people.state.value.data?.items.find((one) => one.id === id);
  return <>{found ? inert(found.name, 60) : 'somebody'}</>;
}

/** One of those who work here. */
export function PersonChoice({ label, name }: { label: string; name: string }) {
  const people = useResource<Paged<Person>>(PEOPLE);
  const items = (people.state.value.data?.items ?? []).filter(({ disabled }) => !disabled);
  const options = items.map(({ id, name: words, role }) => {
    return [id, `${inert(words, 60)}, ${role}`] as const;
  });
  return <Choice label={label} name={name} options={options} />;
}
