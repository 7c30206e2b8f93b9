// Enhances pages that work without JavaScript: the live stream, the keyboard, dialogs,
// filters while typing, copy buttons and clocks.
import { blockForms } from "./blocked.js";
import { startClocks } from "./clocks.js";
import { bindAutoForms, bindCopyButtons, bindDialogs, bindForms, bindMenus, bindReveal } from "./controls.js";
import { bindCreateDialog } from "./createdialog.js";
import { keepDrafts } from "./drafts.js";
import { bindFilters } from "./filters.js";
import { bindKeys } from "./keyboard.js";
import { forgetAtLogout } from "./logout.js";
import { bindPalette } from "./palette.js";
import { bindPasskeys } from "./passkeys.js";
import { bindRanges } from "./ranges.js";
import { bindReviews } from "./review.js";
import { forgetReviewed, trackSelection } from "./selection.js";
import { followStream, reconnect } from "./stream.js";

document.documentElement.classList.add("js");
startClocks();
bindCopyButtons();
bindMenus();
bindDialogs();
bindCreateDialog();
bindForms();
bindReveal();
bindAutoForms();
blockForms();
keepDrafts();
bindFilters(reconnect);
bindRanges(); // before the selection is counted
trackSelection();
bindReviews();
forgetReviewed();
bindPalette();
bindPasskeys();
forgetAtLogout();
bindKeys();
followStream();
