/**
 * What the engine starts for an attempt in a process of its own: the container's command. A door of its own beside container.ts,
 * as here the program finds this very copy of the package.
 */
import "./index.js";
import { endWithParent } from "./attempt/apart/parent-watch.js";
import { main } from "./entrypoint/main.js";

endWithParent();
void main("tsflyte-execute", { isLocal: true });
