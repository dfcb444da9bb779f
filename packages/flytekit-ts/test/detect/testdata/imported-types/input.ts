import { task } from "flytekit-ts";
import type { Level, Person as Human } from "./model.js";
import { describe } from "./model.js";

export const level = task(({ person }: { person: Human }): Level => person.level);
export const text = task(({ person }: { person: Human }) => describe(person));
