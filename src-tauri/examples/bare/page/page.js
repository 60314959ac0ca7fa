// As little as can be done for a key: one class, which changes the page's colour.
addEventListener('keydown', () => document.body.classList.toggle('over'));
