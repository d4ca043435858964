// The journeys of people at the desk, in a browser, against everything real: a `hue serve` process
// with its store and workers, an Ethereum and a Bitcoin node. All of them share one server and one
// browser; each of these files can be run by itself, too: npm test -- test/desk/journeys/watch.ts

import './theft.ts';
import './watch.ts';
import './screening.ts';
import './shared.ts';
import './hard.ts';
import './screens.ts';
import './pictures.ts';
