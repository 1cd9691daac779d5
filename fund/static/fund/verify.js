/* A letter's link carries its code behind the #, which no browser sends: put it into the box, and
   take it out of the address and the history. */
"use strict";

const code = document.querySelector("form[data-from-address] [name=code]");
if (code && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
