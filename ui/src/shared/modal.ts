// A dialog over everything else, for as long as it stands. The focus goes back where it was.

import type { Attachment } from 'svelte/attachments';

export function modal(onclose: () => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
    const before = document.activeElement;
    dialog.showModal();
    dialog.addEventListener('close', onclose);
    return () => {
      dialog.removeEventListener('close', onclose);
      // Taken from the page while it is open, it gives nothing back by itself.
      if (dialog.open && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  };
}
