import { ask } from '../../api/client.ts';
import { mayAs } from '../../api/session.ts';
import type { Task } from '../../api/shapes.ts';
import { Text } from '../../parts/form.tsx';
import { Time } from '../../parts/pieces.tsx';
import { attempt } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';
import { readTime } from '../../text/times.ts';
import type { CaseProps } from './case.tsx';
import { momentOf, Section } from './section.tsx';

/** What is to be done, by whom, by when. */
export function Tasks({ file, path, topics }: CaseProps) {
  const tick = (task: Task, reload: () => Promise<void>) =>
    attempt(async () => {
      const at = `${path}/tasks/${task.id}`;
      const { etag } = await ask<Task>(at);
      const doneAt = task.doneAt === null ? new Date().toISOString() : null;
      await ask(at, { method: 'PATCH', match: etag, body: { doneAt } });
      await reload();
    });
  return (
    <Section<Task>
      title="Tasks"
      file={file}
      path={`${path}/tasks`}
      topics={topics}
      none="Nothing is to be done."
      bodyOf={({ title, dueAt }) => ({ title, dueAt: momentOf(dueAt) })}
      adding={{
        words: 'Add a task',
        fields: (
          <>
            <Text label="What is to be done" name="title" required />
            <Text label="By (UTC)" name="dueAt" type="datetime-local" />
          </>
        ),
      }}
    >
      {(items, list) => (
        <ul class="plain-rows">
          {inOrder(items).map((task) => (
            <li key={task.id}>
              <label class="task">
                <input
                  type="checkbox"
                  checked={task.doneAt !== null}
                  disabled={!mayAs('analyst') || file.status !== 'open'}
                  onChange={() => void tick(task, list.reload)}
                />
                <span>
                  {task.doneAt ? <s>{inert(task.title, 200)}</s> : inert(task.title, 200)}
                  <Due task={task} />
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Due({ task }: { task: Task }) {
  if (task.dueAt === null || task.doneAt !== null) return null;
  const isLate = readTime(task.dueAt).getTime() < Date.now();
  return (
    <span class={`small ${isLate ? 'stale' : 'quiet'}`}>
      {isLate ? ' late: ' : ' by '}
      <Time at={task.dueAt} short />
    </span>
  );
}

function inOrder(tasks: readonly Task[]): readonly Task[] {
  const rank = ({ doneAt, dueAt }: Task) => (doneAt ? '2' : '1') + (dueAt ?? '9');
  return tasks.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
