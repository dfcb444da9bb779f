export { square } from "./tasks.js";
export { square as again } from "./tasks.js";
export * from "./tasks.js";

import { square } from "./tasks.js";

export const renamed = square;
