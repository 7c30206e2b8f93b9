// What JavaScript adds to pages that work without it: the live stream, the keyboard, dialogs,
// filters that answer while one types, copy buttons and clocks.
import { follow, reconnect } from "/static/js/stream.js";
import { keyboard } from "/static/js/keyboard.js";
import { filters } from "/static/js/filters.js";
import { forms, dialogs, copies, menus } from "/static/js/controls.js";
import { selection, forgotten } from "/static/js/selection.js";
import { palette } from "/static/js/palette.js";
import { clocks } from "/static/js/clocks.js";
import { blockForms } from "/static/js/blocked.js";

document.documentElement.classList.add("js");
clocks();
copies();
menus();
dialogs();
forms();
blockForms();
filters(reconnect);
selection();
forgotten();
palette();
keyboard();
follow();
