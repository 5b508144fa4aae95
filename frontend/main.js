// The one script of all pages: htmx, and the behaviours that the page names (each loaded when first met).
import htmx from "htmx.org";
import { bind, unbind } from "./lib/behaviours.js";
import { watchAnswers } from "./lib/answers.js";
import { watchLeaving } from "./lib/guard.js";

watchLeaving();
watchAnswers();
htmx.onLoad((element) => bind(element));
document.addEventListener("htmx:beforeCleanupElement", (event) => unbind(event.target));
