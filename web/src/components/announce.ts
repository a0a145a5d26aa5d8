// Says something to screen readers without moving the focus; the region itself stands in the shell.
export const announcerId = "announcer";

export function announce(words: string): void {
  const region = document.getElementById(announcerId);
  if (!region) return;
  region.textContent = "";
  // The same words twice are read only when the region was empty in between.
  setTimeout(() => {
    region.textContent = words;
  }, 50);
}
