import { render } from 'preact';

render(<h1>Hue &amp; Cry</h1>, document.getElementById('desk')!);
