import { task } from "flytekit-ts";
import "./globals.js";

export const world = task(({ w }: { w: WorldState }) => w);
