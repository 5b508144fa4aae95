// Light, dark or as the device. The cookie lets the server write the page in the right colours at once.
const COOKIE = "strongroom_theme";

export default function theme(element, signal) {
  const buttons = [...element.querySelectorAll("[data-theme-choice]")];
  const show = () => {
    const now = document.documentElement.dataset.theme ?? "";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const choice = button.dataset.themeChoice;
      if (choice) document.documentElement.dataset.theme = choice;
      else delete document.documentElement.dataset.theme;
      const age = choice ? 400 * 24 * 3600 : 0;
      document.cookie = `${COOKIE}=${choice}; path=/; max-age=${age}; samesite=lax`;
      show();
    }, { signal });
  }
  show();
}
