import { useEffect, useState } from 'preact/hooks';
import { Problem } from './api/client.ts';
import { startLive, stopLive } from './api/live.ts';
import { loadSession, person, session } from './api/session.ts';
import { ApprovalsPage } from './pages/approvals.tsx';
import { CasePage } from './pages/case/case.tsx';
import { CasesPage } from './pages/cases.tsx';
import { DenialsPage } from './pages/denials.tsx';
import { DepositsPage } from './pages/deposits.tsx';
import { HomePage } from './pages/home.tsx';
import { InboxPage } from './pages/inbox.tsx';
import { KeysPage } from './pages/keys.tsx';
import { startNotices } from './pages/notify.tsx';
import { PeoplePage } from './pages/people.tsx';
import { ScreenPage } from './pages/screen/screen.tsx';
import { ScreeningPage } from './pages/screen/screening.tsx';
import { SetupPage } from './pages/setup.tsx';
import { SignInPage } from './pages/signin.tsx';
import { TargetsPage } from './pages/targets.tsx';
import { TracePage } from './pages/trace/trace.tsx';
import { VictimPage } from './pages/victim.tsx';
import { Bones, Empty, Trouble } from './parts/states.tsx';
import { Frame } from './shell/frame.tsx';
import { parts } from './shell/route.ts';

/** The desk: who is asking decides what is shown, and the address which page. */
export function App() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = () => {
    setProblem(null);
    loadSession().catch((error: unknown) => {
      setProblem(error instanceof Problem ? error : new Problem(0, 'Failed', String(error)));
    });
  };
  useEffect(load, []);
  const id = person.value?.id;
  useEffect(() => {
    if (id === undefined) return undefined;
    startLive(id);
    const endNotices = startNotices();
    return () => {
      stopLive();
      endNotices();
    };
  }, [id]);
  const [first = '', second = ''] = parts.value;
  if (problem) {
    return (
      <main class="alone">
        <Trouble problem={problem} again={load} />
      </main>
    );
  }
  if (session.value === null) {
    return (
      <main class="alone">
        <Bones what="who is signed in" />
      </main>
    );
  }
  if (first === 'victim') return <VictimPage token={second} />;
  if (first === 'setup') return <SetupPage token={second} />;
  if (person.value === null || first === 'signin') return <SignInPage />;
  return (
    <Frame>
      <Page first={first} second={second} />
    </Frame>
  );
}

function Page({ first, second }: { first: string; second: string }) {
  const title = first ? `${first[0]?.toUpperCase()}${first.slice(1)} · Hue & Cry` : 'Hue & Cry';
  useEffect(() => {
    document.title = title;
  }, [title, second]);
  switch (first) {
    case '':
      return <HomePage />;
    case 'traces':
      return second ? <TracePage key={second} id={second} /> : <HomePage />;
    case 'cases':
      return second ? <CasePage key={second} id={second} /> : <CasesPage />;
    case 'inbox':
      return <InboxPage />;
    case 'screen':
      return second ? <ScreeningPage key={second} id={second} /> : <ScreenPage />;
    case 'deposits':
      return <DepositsPage />;
    case 'approvals':
      return <ApprovalsPage />;
    case 'people':
      return <PeoplePage />;
    case 'keys':
      return <KeysPage />;
    case 'denials':
      return <DenialsPage />;
    case 'targets':
      return <TargetsPage />;
    default:
      return (
        <div class="page">
          <Empty title="There is no such page">
            <a href="/">To the first page</a>
          </Empty>
        </div>
      );
  }
}
