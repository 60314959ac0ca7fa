// Pictures of every screen and state, in both themes, into the build's folder.

import base from './playwright.config';

export default { ...base, testDir: 'tests/screens', use: { ...base.use, deviceScaleFactor: 1.5 } };
