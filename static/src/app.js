// Every page works without this file. It adds comfort: fragments, protection against a second press, keys for officers.
import htmx from "htmx.org";
import { guardAgainstSecondPress, checkFilesBeforeSending, followErrorSummary } from "./js/forms.js";
import { keepDrafts, showWhatIsAsked } from "./js/drafts.js";
import { sendPapers } from "./js/papers.js";
import { obeyFunctionKeys, moveThroughRows } from "./js/desk.js";
import { tendIntake } from "./js/intake.js";
import { helpTheCounter, obeyLetterKeys, offerLetterSwitch } from "./js/keys.js";
import { announceCalls, printSlip, watchTicket } from "./js/hall.js";
import { openPalette } from "./js/palette.js";
import { offerPrinting } from "./js/print.js";
import { editRows, guardWhatIsTyped } from "./js/rows.js";
import { tellTheBudget } from "./js/budget.js";
import { walkSuggestions } from "./js/suggestions.js";

guardAgainstSecondPress(document);
checkFilesBeforeSending(document);
followErrorSummary(document);
showWhatIsAsked(document);
keepDrafts(document);
sendPapers(document);
offerPrinting(document);
announceCalls(document);
watchTicket(document);
printSlip(document);
editRows(document);
guardWhatIsTyped(document);
tellTheBudget(document);
walkSuggestions(document);
tendIntake(document, (part) => {
  htmx.process(part);
  offerPrinting(document);
  offerLetterSwitch(document);
});
if (document.body.classList.contains("desk")) {
  obeyFunctionKeys(document);
  moveThroughRows(document);
  obeyLetterKeys(document);
  offerLetterSwitch(document);
  openPalette(document);
  helpTheCounter(document);
}
