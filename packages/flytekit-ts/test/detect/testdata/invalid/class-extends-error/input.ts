import { task } from "flytekit-ts";

class Failure extends Error {
	detail = "d";
}

export const fail = task((): Failure => new Failure());
