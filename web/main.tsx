import { render } from 'preact';
import { App } from './app.tsx';
import { copyExactly } from './parts/copy.ts';
import { followLinks } from './shell/route.ts';
import { startTheme } from './shell/theme.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/trace.css';
import './styles/pages.css';
import './styles/requests.css';
import './styles/print.css';

startTheme();
followLinks();
copyExactly();
render(<App />, document.getElementById('desk')!);
