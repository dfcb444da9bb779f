import { render } from "preact";
import { openSession } from "./session.js";
import { Shell } from "./views/shell.js";

await openSession();
const place = document.getElementById("app");
if (place !== null) render(<Shell />, place);
