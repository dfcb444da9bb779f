import { task } from "flytekit-ts";
import type { Person } from "./nowhere.js";

export const missing = task(({ p }: { p: Person }) => "x");
